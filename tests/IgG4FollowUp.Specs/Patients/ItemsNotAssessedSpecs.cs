using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Patients;
using static IgG4FollowUp.Specs.Patients.Given;

namespace IgG4FollowUp.Specs.Patients;

/// <summary>What was not assessed of a status, a study or of tissue has no value, and says why.</summary>
public sealed class ItemsNotAssessedSpecs
{
    private static readonly LesionImaged Study = new()
    {
        EntryId = Id(1),
        ImagedOn = Date("2024-03-01"),
        LesionPresent = true,
        Levels = SpinalLevels.Parse("T2-T4"),
        Compartment = default(Compartment),
        Pattern = default(LesionPattern),
        Shape = default(LesionShape),
        T1Signal = default(SignalIntensity),
        T2Signal = default(SignalIntensity),
        Enhancement = default(Enhancement),
        ThicknessMm = 4,
        CordCompression = false,
        CordCavity = true,
        ChangeSincePrior = LesionChange.Larger,
        EnhancementSincePrior = default(EnhancementChange),
        ContrastGiven = true,
        LengthMm = 30,
        CanalCompromisePercent = 10,
        CordT2Signal = default(CordSignal),
        CavityLengthMm = 4,
        CavitySincePrior = LesionChange.Larger,
    };

    private static readonly BiopsyReported Tissue = new()
    {
        EntryId = Id(1),
        ReportedOn = Date("2024-03-01"),
        IgG4PositiveCellsPerHpf = 12,
        IgG4ToIgGPercent = 45,
        LymphoplasmacyticInfiltrate = true,
        Fibrosis = true,
        StoriformFibrosis = false,
        ObliterativePhlebitis = false,
        Granulomas = default(HistologyGrade),
        Neutrophils = default(HistologyGrade),
        Exclusions = [],
    };

    [Fact]
    public void every_item_of_a_study_is_assessed_or_not()
    {
        var bare = new LesionImaged { EntryId = Id(1), ImagedOn = Date("2024-03-01"), LesionPresent = true };
        foreach (var item in Enum.GetValues<StudyItem>())
        {
            foreach (var reason in Enum.GetValues<MissingReason>())
            {
                Wrong(bare with { NotAssessed = [new(item, reason)] }).ShouldBeEmpty(StoredName.Of(item));
                Wrong(Study with { NotAssessed = [new(item, reason)] }).ShouldBe(["notAssessed assessed-and-not"], StoredName.Of(item));
            }
        }

        Wrong(bare with
        {
            NotAssessed = [new(StudyItem.Shape, MissingReason.NotDone), new(StudyItem.Shape, MissingReason.Refused)],
        }).ShouldBe(["notAssessed item-repeated"]);
    }

    [Fact]
    public void that_no_contrast_was_given_may_have_a_reason() => Wrong(
        Study with { Enhancement = null, ContrastGiven = false, NotAssessed = [new(StudyItem.Contrast, MissingReason.Refused)] })
        .ShouldBeEmpty();

    [Fact]
    public void every_item_of_a_report_is_assessed_or_not()
    {
        var bare = new BiopsyReported { EntryId = Id(1), ReportedOn = Date("2024-03-01") };
        foreach (var item in Enum.GetValues<HistologyItem>())
        {
            Wrong(bare with { NotAssessed = [new(item, MissingReason.NotPossible)] }).ShouldBeEmpty(StoredName.Of(item));
            Wrong(Tissue with { NotAssessed = [new(item, MissingReason.NotPossible)] })
                .ShouldBe(["notAssessed assessed-and-not"], StoredName.Of(item));
        }

        Wrong(bare with
        {
            NotAssessed = [new(HistologyItem.Fibrosis, MissingReason.NotDone), new(HistologyItem.Fibrosis, MissingReason.Refused)],
        }).ShouldBe(["notAssessed item-repeated"]);
    }

    /// <summary>A number, a code or a yes-or-no that can be missing has an item that tells why, unless it says how, not what.</summary>
    [Theory]
    [InlineData(typeof(StatusAssessed), typeof(StatusItem), new[] { nameof(StatusAssessed.Eq5dValueSet) })]
    [InlineData(
        typeof(LesionImaged), typeof(StudyItem),
        new[]
        {
            nameof(LesionImaged.Modality), nameof(LesionImaged.Regions), nameof(LesionImaged.Reader), nameof(LesionImaged.DoneElsewhere),
            nameof(LesionImaged.SourceWording),
        })]
    [InlineData(
        typeof(BiopsyReported), typeof(HistologyItem),
        new[]
        {
            nameof(BiopsyReported.SampledOn), nameof(BiopsyReported.Tissue), nameof(BiopsyReported.Levels),
            nameof(BiopsyReported.StoriformAssessable),
        })]
    public void every_member_that_was_found_out_can_be_missing_with_a_reason(Type entry, Type items, string[] how)
    {
        var members = entry.GetProperties().Where(member => member.DeclaringType == entry && member.CanWrite
            && Attribute.GetCustomAttribute(member, typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) is null
            && member.Name is not "NotAssessed" && !how.Contains(member.Name)).Select(member => member.Name).ToList();
        members.ShouldNotBeEmpty();
        var named = Enum.GetNames(items);
        members.Where(member => !named.Any(item => member.StartsWith(item, StringComparison.Ordinal) || Also(item) == member))
            .ShouldBeEmpty();

        static string Also(string item) => item switch
        {
            nameof(StatusItem.Scim) => nameof(StatusAssessed.ScimTotal),
            nameof(StudyItem.Contrast) => nameof(LesionImaged.ContrastGiven),
            _ => item,
        };
    }

    private static IEnumerable<string> Wrong(ClinicalEntry entry) =>
        ChartRules.Contradictions(Chart(entry), Today).Select(wrong => $"{wrong.Member} {wrong.Code}");
}
