using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Wording;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>
/// What is unusual but possible: accepted with a warning, never refused. Every limit here is a house default meant to catch
/// slips of unit or date, not a clinical threshold.
/// </summary>
public static class Plausibility
{
    /// <summary>House default: serum IgG above this is taken for a slip of unit; a congress abstract prints 2190 g/L.</summary>
    public static readonly Quantity ImmunoglobulinSlip = new(100m, Unit.GramsPerLitre);

    /// <summary>House default: the same of serum IgG4.</summary>
    public static readonly Quantity IgG4Slip = new(40m, Unit.GramsPerLitre);

    /// <summary>House default: albumin in cerebrospinal fluid above this is taken for a slip of unit, or for that of serum.</summary>
    public static readonly Quantity CsfAlbuminSlip = new(10m, Unit.GramsPerLitre);

    /// <summary>
    /// House default: serum IgG4 so many times the previous value of its assay, or that share of it, is questioned: a slip of the decimal
    /// point is ten.
    /// </summary>
    public const decimal IgG4Leap = 8m;

    /// <summary>House default: an oral dose above this many milligrams a day is questioned.</summary>
    public const decimal OralDoseSlipMg = 200m;

    /// <summary>Warnings about entries that were just added or corrected.</summary>
    /// <param name="after">The chart after.</param>
    /// <param name="added">What was added or corrected.</param>
    public static IEnumerable<Warning> Warnings(PatientChart after, IReadOnlyList<ClinicalEntry> added)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(added);
        var entries = added.Where(entry => entry is not (PatientEnrolled or VisitLogged)).ToList();
        var alike = Repeated(after, entries, entry => new(EntryJson.SaidOnAnyDate(entry), [entry.Date]));
        return Repeated(after, added.OfType<VisitLogged>().ToList(), visit => Told.Of(after, visit))
            .Select(visit => new Warning(
                visit, ChartRules.MainDate(after.Find(visit)!), "visit-repeated",
                "A visit with the same content is on record of this date, or of one that can be the same; if it was sent twice, "
                    + "retract one of the two with what it recorded."))
            .Concat(added.SelectMany(entry => Of(after, entry, alike)));
    }

    // What of the added says the same as another that can be of its date: as one on record, or as an earlier one that came with it.
    private static HashSet<Guid> Repeated<T>(PatientChart chart, IReadOnlyList<T> added, Func<T, Told> told)
        where T : ClinicalEntry
    {
        var ids = added.Select(entry => entry.EntryId).ToHashSet();
        var days = added.Select(entry => (entry.GetType(), entry.Date)).ToHashSet();
        var vaguer = added.SelectMany(Days).ToHashSet();
        return chart.Entries.OfType<T>()
            .Where(entry => vaguer.Contains((entry.GetType(), entry.Date)) || Days(entry).Any(days.Contains))
            // Dates that can be the same are of one year.
            .ToLookup(entry => (entry.GetType(), entry.Date.Earliest.Year)).Where(year => year.Skip(1).Any())
            .SelectMany(year => year.Select(entry => (Id: entry.EntryId, Told: told(entry)))
                .ToLookup(entry => entry.Told.Text, StringComparer.Ordinal))
            .SelectMany(same => same.Where((entry, i) => ids.Contains(entry.Id)
                && same.Where((other, j) => j < i || (j > i && !ids.Contains(other.Id)))
                    .Any(other => other.Told.CanBeOfTheDatesOf(entry.Told))))
            .Select(entry => entry.Id).ToHashSet();

        static IEnumerable<(Type Kind, ClinicalDate Date)> Days(T entry) =>
            entry.Date.OrVaguer().Select(date => (entry.GetType(), date));
    }

    // What is told, whenever, and the dates for which it is told, in the order of what is told.
    private sealed record Told(string Text, IReadOnlyList<ClinicalDate> Dates)
    {
        // The visit's own members and the findings of the visit, whatever ids they have.
        public static Told Of(PatientChart chart, VisitLogged visit)
        {
            var findings = visit.Recorded.Select(chart.Find).OfType<ClinicalEntry>()
                .Select(entry => (Said: EntryJson.SaidOnAnyDate(entry), entry.Date))
                .OrderBy(finding => finding.Said, StringComparer.Ordinal).ThenBy(finding => finding.Date).ToList();
            return new(
                string.Join('\n', findings.Select(finding => finding.Said).Prepend(EntryJson.SaidOnAnyDate(visit with { Recorded = [] }))),
                [visit.Date, .. findings.Select(finding => finding.Date)]);
        }

        public bool CanBeOfTheDatesOf(Told other) => Dates.Zip(other.Dates, (date, another) => date.CanBeSaidOf(another)).All(can => can);
    }

    private static IEnumerable<Warning> Of(PatientChart after, ClinicalEntry entry, HashSet<Guid> alike)
    {
        switch (entry)
        {
            case LabMeasured { Analyte: Analyte.SerumIgG4 or Analyte.SerumIgG } lab
                when lab.Result.Quantity.InBaseUnits > (lab.Analyte == Analyte.SerumIgG4 ? IgG4Slip : ImmunoglobulinSlip).InBaseUnits:
                yield return new(entry.EntryId, "result", "value-implausible", "The value is beyond what serum can hold; check the unit.");
                break;
            case LabMeasured { Analyte: Analyte.SerumIgG4 } lab when Leaps(after, lab):
                yield return new(
                    entry.EntryId, "result", "change-unusual",
                    "The value differs eightfold or more from the previous one of this assay; check unit and decimal point.");
                break;
            case LabMeasured { Analyte: Analyte.CsfAlbumin } lab when lab.Result.Quantity.InBaseUnits > CsfAlbuminSlip.InBaseUnits:
                yield return new(entry.EntryId, "result", "value-implausible",
                    "The value is beyond what cerebrospinal fluid can hold; check the unit, and whether it is that of serum.");
                break;
            case PresentationRecorded presentation when AgeDisagrees(after.Enrolment.BirthYear, presentation):
                yield return new(entry.EntryId, "ageYears", AgeCode,
                    "The age is none that somebody of the year of birth on record had on that date; check age, year of birth and date.");
                break;
            case PatientEnrolled enrolment when after.Presentation is { } presentation
                && AgeDisagrees(enrolment.BirthYear, presentation) && presentation.EntryId != entry.EntryId:
                yield return new(entry.EntryId, "birthYear", AgeCode,
                    "Nobody of this year of birth had the age on record at presentation; check age, year of birth and date.");
                break;
            case BiopsyReported { IgG4PositiveCellsPerHpf: 0, IgG4ToIgGPercent: > 0 }:
                yield return new(entry.EntryId, "igG4ToIgGPercent", "value-unusual",
                    "Where no cell is IgG4-positive there is no share of such cells; check both.");
                break;
            case SteroidCourseStarted { Route: SteroidRoute.Oral, DailyDoseMg: > OralDoseSlipMg }:
                yield return new(entry.EntryId, "dailyDoseMg", "dose-unusual",
                    "The dose is unusually high for the oral route; check dose, unit and route.");
                break;
            case SteroidDoseChanged { DailyDoseMg: > OralDoseSlipMg } change
                when after.Find(change.CourseId) is SteroidCourseStarted { Route: SteroidRoute.Oral }:
                yield return new(entry.EntryId, "dailyDoseMg", "dose-unusual",
                    "The dose is unusually high for the oral route; check dose, unit and route.");
                break;
            case ResponderIndexScored { StatedTotal: { } stated } index when stated != index.Total():
                yield return new(entry.EntryId, "statedTotal", "total-disagrees",
                    "The scores add up to another total than the one given; both are kept, and the sum counts.");
                break;
            case StatusAssessed { Eq5dProfile: { } profile, Eq5dIndex: { } index, Eq5dValueSet: FunctionScores.England2018 }
                when index != FunctionScores.IndexOfEngland(profile):
                yield return new(entry.EntryId, "eq5dIndex", "index-disagrees",
                    "The profile has another index by that value set; check both.");
                break;
            case AsiaGradeRecorded grade:
                foreach (var warning in OfGrade(after, grade)) yield return warning;
                break;
        }

        if (alike.Contains(entry.EntryId))
            yield return new(entry.EntryId, "entryId", "possible-duplicate",
                "Another entry of this kind says the same on the same date, or on one that can be the same.");
        if (after.End is { Reason: FollowUpEndReason.Lost or FollowUpEndReason.Transferred } end
            && entry is not (FollowUpEnded or FollowUpResumed or ConsentRecorded)
            && entry.Date.IsReported && entry.Date.IsCertainlyAfter(end.EndedOn))
            yield return new(entry.EntryId, ChartRules.MainDate(entry), "follow-up-had-ended",
                "Follow-up had ended by then; record that it was resumed.");
    }

    /// <summary>Code of a warning that age, year of birth and date of presentation cannot all be right.</summary>
    public const string AgeCode = "age-disagrees";

    /// <summary>The ages that somebody of a year of birth can have on a date; null where one of the two is not reported.</summary>
    public static (int Least, int Most)? AgesOn(int? birthYear, ClinicalDate date) =>
        birthYear is { } year && date.IsReported ? (date.Earliest.Year - year - 1, date.Latest.Year - year) : null;

    private static bool AgeDisagrees(int? birthYear, PresentationRecorded presentation) =>
        presentation.AgeYears is { } age && AgesOn(birthYear, presentation.PresentedOn) is var (least, most) && (age < least || age > most);

    private static IEnumerable<Warning> OfGrade(PatientChart chart, AsiaGradeRecorded entry)
    {
        if (AsiaGrades.Derived(entry) is { } derived)
        {
            if (entry.Grade is { } entered && !derived.Contains(entered))
                yield return new(entry.EntryId, "grade", "grade-disagrees",
                    "The examination gives another grade than the one entered; both are kept.");
            if (!derived.IsDetermined)
                yield return new(entry.EntryId, "examination", "grade-undetermined",
                    "Parts were not testable, so that several grades are possible.");
        }

        if (AsiaGrades.Determined(entry) is not { } current) yield break;
        var member = entry.Grade is null ? "examination" : "grade";
        if (current == AsiaGrade.E && chart.Presentation?.Symptoms is not { Count: > 0 }
            && !chart.Of<AsiaGradeRecorded>().Any(other => other.EntryId != entry.EntryId && AsiaGrades.Determined(other) is < AsiaGrade.E))
            yield return new(entry.EntryId, member, "no-prior-deficit",
                "Grade E is given only to a person who had a deficit before; none is recorded.");
        var previous = chart.Of<AsiaGradeRecorded>().TakeWhile(other => other.EntryId != entry.EntryId)
            .Select(AsiaGrades.Determined).LastOrDefault(grade => grade is not null);
        if (previous is { } former && Math.Abs(current - former) >= 3)
            yield return new(entry.EntryId, member, "change-unusual",
                "The grade differs from the previous one by three or more; check both.");
    }

    private static bool Leaps(PatientChart chart, LabMeasured lab) =>
        chart.Of<LabMeasured>().TakeWhile(other => other.EntryId != lab.EntryId)
            .LastOrDefault(other => other.Analyte == lab.Analyte && WrittenText.Alike.Equals(other.Assay ?? "", lab.Assay ?? ""))
            is { } previous
        && lab.Result.RatioTo(previous.Result) is { } ratio && (ratio >= IgG4Leap || ratio <= 1 / IgG4Leap);
}
