using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

public class IsncsciExplanationSpecs
{
    private const string Eighth = """
        LT-R 2222222 222222222222 00000 0000; LT-L 2222222 222222222222 11110 0000
        PP-R 2222222 222222222222 00000 0000; PP-L 2222222 222222222222 00000 0000
        M-R 55555 00000; M-L 55555 21100; VAC No; DAP Yes
        """;

    [Theory]
    [InlineData("sensory level left",
        "T12 because this is the last segment with normal light touch and pin prick (left light touch L1 is 1, left pin prick L1 is 0).")]
    [InlineData("motor level right",
        "T12 because where no key muscle is the motor level follows the sensory level (right light "
            + "touch L1 is 0, right pin prick L1 is 0).")]
    [InlineData("completeness", "incomplete because function is preserved in S4-5 (deep anal pressure is Yes).")]
    [InlineData("ASIA impairment scale",
        "C because with sensation in S4-5 there is motor function more than three levels below the motor level of its side, and 0 of the "
            + "10 key muscles below T12 are at least 3, fewer than half (voluntary anal contraction is No, deep anal pressure is Yes, left "
            + "key muscle L4 is 1).")]
    [InlineData("motor zone of partial preservation left",
        "L4 because this is the most caudal key muscle with any function (voluntary anal contraction is No, left key muscle L4 is 1).")]
    [InlineData("light touch total", "80 because right is 38 and left is 42.")]
    public void a_result_names_the_cells_that_decided_it(string result, string sentence) =>
        Reason(Eighth, result).Sentence.ShouldBe(sentence);

    [Fact]
    public void what_was_not_testable_gives_a_condition_for_each_possible_value()
    {
        var reason = Reason(Eighth.Replace("55555 00000", "55NT55 00000"), "motor level right");

        reason.Value.ShouldBe("C6,C7,T12");
        reason.Sentence.ShouldBe(
            "C6 if the key muscle of the next segment is below 3 (right key muscle C7 is NT); "
            + "C7 if this key muscle is at least 3 and everything above is normal (right key muscle C7 is NT); "
            + "T12 if where no key muscle is the motor level follows the sensory level (right light "
            + "touch L1 is 0, right pin prick L1 is 0).");
        reason.Cells[0].ShouldBe(new IsncsciCell("M-R", CordLevel.C7, "NT"));
        Reason(Eighth.Replace("55555 00000", "55NT55 00000"), "UEMS").Sentence
            .ShouldBe("ND because not everything could be tested (right key muscle C7 is NT).");
    }

    [Fact]
    public void a_star_names_the_tagged_values()
    {
        var reason = Reason(Eighth.Replace("M-R 55555", "M-R 552**55"), "motor level right");

        reason.Value.ShouldBe("T12*");
        reason.Sentence.ShouldEndWith(" The star says that a tagged value was involved (right key muscle C7 is 2**).");
        reason.Cells.ShouldContain(new IsncsciCell("M-R", CordLevel.C7, "2**"));
    }

    [Fact]
    public void every_result_of_every_examination_has_a_reason_that_rests_on_its_own_cells()
    {
        foreach (var c in OracleFile.Cases.Where(c => c.Id % 10 == 0))
        {
            var classification = IsncsciClassification.Of(IsncsciText.Parse(c.Examination));
            var reasons = classification.Explain().ToArray();

            reasons.Select(r => r.Value).Take(11).ShouldBe(OracleFile.Actual(classification)[..11]);
            reasons.Length.ShouldBe(15);
            foreach (var reason in reasons)
            {
                reason.Sentence.ShouldEndWith(".");
                reason.Cells.ShouldAllBe(cell => Value(classification.Examination, cell) == cell.Value);
            }
        }
    }

    private static IsncsciReason Reason(string examination, string result) =>
        IsncsciClassification.Of(IsncsciText.Parse(examination)).Explain().Single(r => r.Result == result);

    private static string? Value(IsncsciExamination e, IsncsciCell cell)
    {
        var side = cell.Line[^1] == 'R' ? BodySide.Right : BodySide.Left;
        return cell.Line[..2] switch
        {
            "LT" => e.Sensation(side, SensoryModality.LightTouch, cell.Level!.Value).ToString(),
            "PP" => e.Sensation(side, SensoryModality.PinPrick, cell.Level!.Value).ToString(),
            "M-" => e.Muscle(side, cell.Level!.Value).ToString(),
            "NK" => e.LowestNonKeyMuscle(side)?.ToString(),
            "VA" => e.VoluntaryAnalContraction.ToString(),
            _ => e.DeepAnalPressure.ToString(),
        };
    }
}
