using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

/// <summary>
/// The eleven InSTeP training cases (module 5) and further cases of the reference's own test file, with published results.
/// </summary>
public class WorkedExampleSpecs
{
    private const string AllTwos = "2222222 222222222222 22222 2222";
    private const string Text = """
        LT-R {0}; LT-L {1}; PP-R {2}; PP-L {3}; M-R {4}; M-L {5}; VAC {6}; DAP {7}
        """;

    // light touch R, L; pin prick R, L; motor R, L; VAC, DAP; UEMS; LEMS; LT; PP; sensory R / L; motor R / L; NLI; AIS; ZPPs
    public static TheoryData<int, string[], string> Cases => new()
    {
        { 1, ["2222221 100110000000 00000 0000", "2222200 000000000000 00000 0000", "2222210 000000000000 00000 0000",
            "2222200 000000000000 00000 0000", "53221 00000", "44400 00000", "No", "No"],
            "13+12=25 0+0=0 16+10=26 11+10=21 C6/C6 C6/C5 C5 C A T5/C6 T1/C7" },
        { 2, [AllTwos[..20] + " 00000 0000", "2222222 222222222221 00000 0000", AllTwos[..20] + " 00000 0000",
            "2222222 222222222220 00000 0000", "55555 00000", "55555 00000", "No", "No"],
            "25+25=50 0+0=0 38+37=75 38+36=74 T12/T11 T12/T11 T11 C A T12/T12 T12/T11" },
        { 3, [AllTwos[..20] + " 11100 0011", AllTwos[..20] + " 21100 0011", AllTwos[..20] + " 11000 0011", AllTwos[..20] + " 21100 0012",
            "55555 30000", "55555 40000", "No", "No"],
            "25+25=50 3+4=7 43+44=87 42+45=87 T12/L1 T12/L2 T12 I B NA/NA L2/L2" },
        { 4, ["2220000 011111111111 00000 0000", "2221100 001111111110 00000 0011", "2220000 020000000000 00000 0000",
            "2220000 000001111011 00000 0000", "41211 23113", "43111 43444", "Yes", "Yes"],
            "9+10=19 10+19=29 17+19=36 8+12=20 C4/C4 C5/C5 C4 I D NA/NA NA/NA" },
        { 5, [AllTwos[..20] + " 11000 0000", AllTwos[..20] + " 11000 0000", AllTwos[..20] + " 11000 0000", AllTwos[..20] + " 11000 0000",
            "55555 10000", "55555 31000", "No", "Yes"],
            "25+25=50 1+4=5 40+40=80 40+40=80 T12/T12 T12/T12 T12 I B NA/NA L2/L3" },
        { 6, ["2222200 000000000000 00000 0000", "2222200 000000000000 00000 0000", "2222200 000000000000 00000 0000",
            "2222200 000000000000 00000 0000", "54100 00000", "54100 00000", "No", "No"],
            "10+10=20 0+0=0 10+10=20 10+10=20 C6/C6 C6/C6 C6 C A C6/C6 C7/C7" },
        { 7, ["2211000 000000000000 00000 0000", "2221000 000000000000 00000 0000", "2211000 000000000000 00000 0000",
            "2221000 000000000000 00000 0000", "31000 00000", "42000 00000", "No", "No"],
            "4+6=10 0+0=0 6+7=13 6+7=13 C3/C4 C3/C5 C3 C A C5/C5 C6/C6" },
        { 8, [AllTwos[..20] + " 00000 0000", AllTwos[..20] + " 11110 0000", AllTwos[..20] + " 00000 0000", AllTwos[..20] + " 00000 0000",
            "55555 00000", "55555 21100", "No", "Yes"],
            "25+25=50 0+4=4 38+42=80 38+38=76 T12/T12 T12/T12 T12 I C NA/NA T12/L4" },
        { 9, [AllTwos[..20] + " 00000 0000", AllTwos[..20] + " 11110 0000", AllTwos[..20] + " 00000 0000", AllTwos[..20] + " 00000 0000",
            "55555 00000", "55555 20000", "No", "No"],
            "25+25=50 0+2=2 38+42=80 38+38=76 T12/T12 T12/T12 T12 C A T12/L4 T12/L2" },
        { 10, ["2222221 000000000000 00000 0001", "2222200 000000000000 00000 0001", "2222221 100000000000 00000 0000",
            "2222210 000000000000 00000 0000", "55400 00000", "53300 00000", "Yes", "Yes"],
            "14+11=25 0+0=0 14+11=25 14+11=25 C7/C6 C7/C6 C6 I C NA/NA NA/NA" },
        { 11, ["2222111 111111111111 11111 1111", AllTwos, "2222111 111111111111 11111 1111", AllTwos, "53332 34333", "55554 55515", "No",
            "No"],
            "16+24=40 16+21=37 32+56=88 32+56=88 C5/INT C6/T1 C5 I D NA/NA S1/S1" },
    };

    [Fact]
    public void the_first_cervical_level_as_a_sensory_zone_is_starred_like_any_other_where_a_tagged_value_was_passed()
    {
        const string Nothing = "0000000 000000000000 00000 0000";
        Zone("0*000000 000000000000 00000 0000").ShouldContain("C1*");
        Zone(Nothing).ShouldBe("C1");

        static string Zone(string right) => IsncsciClassification.Of(IsncsciText.Parse(string.Format(
            Text, right, Nothing, right, Nothing, "00000 00000", "00000 00000", "No", "No"))).SensoryZone.Right.ToString();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void an_instep_training_case_has_its_published_classification(int id, string[] examination, string published)
    {
        var c = IsncsciClassification.Of(IsncsciText.Parse(string.Format(Text, examination)));

        Summary(c).ShouldBe(published, $"InSTeP case {id}");
    }

    [Fact]
    public void absent_sensation_at_c5_stops_the_motor_level_at_t1()
    {
        var e = IsncsciExamination.AllNormal;
        foreach (var side in Enum.GetValues<BodySide>())
        {
            foreach (var modality in Enum.GetValues<SensoryModality>())
                e = e.With(side, modality, CordLevel.C5, SensoryScore.Absent);
        }

        var c = IsncsciClassification.Of(e);

        (c.SensoryLevel.Right.ToString(), c.MotorLevel.Right.ToString(), c.NeurologicalLevel.ToString(), c.Grade.ToString())
            .ShouldBe(("C4", "T1", "C4", "D"));
    }

    [Theory]
    [InlineData(AnorectalFinding.Yes)]
    [InlineData(AnorectalFinding.No)]
    public void everything_normal_without_anal_contraction_is_b_and_not_e(AnorectalFinding pressure)
    {
        var c = IsncsciClassification.Of(
            IsncsciExamination.AllNormal.WithVoluntaryAnalContraction(AnorectalFinding.No).WithDeepAnalPressure(pressure));

        (c.NeurologicalLevel.ToString(), c.MotorLevel.Right.ToString(), c.Grade.ToString()).ShouldBe(("INT", "S3", "B"));
    }

    [Fact]
    public void a_healthy_person_has_full_totals()
    {
        var c = IsncsciClassification.Of(IsncsciExamination.AllNormal);

        Summary(c).ShouldBe("25+25=50 25+25=50 56+56=112 56+56=112 INT/INT INT/INT INT I E NA/NA NA/NA");
        c.Totals.Right.Motor.ShouldBe(50);
        c.IsDetermined.ShouldBeTrue();
        c.Edition.ShouldBe(IsncsciEdition.Isncsci2019);
    }

    [Fact]
    public void nothing_testable_leaves_every_grade_open()
    {
        var c = IsncsciClassification.Of(IsncsciExamination.AllNotTestable);

        c.Grade.ToString().ShouldBe("A,B,C,D,E");
        c.Grade.Single.ShouldBeNull();
        c.Completeness.ToString().ShouldBe("C,I");
        c.NeurologicalLevel.Count.ShouldBe(29);
        c.Totals.UpperExtremity.ShouldBeNull();
        c.IsDetermined.ShouldBeFalse();
    }

    // Outputs of npm isncsci 2.0.6 for absent anal contraction and pressure and no sensation in S4-5 but these two values.
    [Theory]
    [InlineData("0", "0", "C")]
    [InlineData("0*", "0", "C*,I*")]
    [InlineData("0**", "0", "I*")]
    [InlineData("0**", "0*", "I")]
    [InlineData("NT", "0*", "C,I")]
    [InlineData("NT**", "0", "I")]
    [InlineData("1", "0*", "I")]
    public void completeness_by_tags_at_s4_5_has_the_stars_of_the_reference(string touch, string prick, string expected)
    {
        var e = IsncsciExamination.AllNormal
            .WithVoluntaryAnalContraction(AnorectalFinding.No).WithDeepAnalPressure(AnorectalFinding.No)
            .With(BodySide.Left, SensoryModality.LightTouch, CordLevel.S4_5, SensoryScore.Absent)
            .With(BodySide.Left, SensoryModality.PinPrick, CordLevel.S4_5, SensoryScore.Absent)
            .With(BodySide.Right, SensoryModality.LightTouch, CordLevel.S4_5, ExaminationGenerators.Score(touch))
            .With(BodySide.Right, SensoryModality.PinPrick, CordLevel.S4_5, ExaminationGenerators.Score(prick));

        IsncsciClassification.Of(e).Completeness.ToString().ShouldBe(expected);
    }

    [Fact]
    public void tags_are_stripped_before_adding_and_a_tagged_nt_is_still_not_determinable()
    {
        var e = IsncsciExamination.AllNormal;
        MuscleGrade.TryParse("3*", out var tagged).ShouldBeTrue();
        SensoryScore.TryParse("NT**", out var notTestable).ShouldBeTrue();

        var totals = IsncsciTotals.Of(
            e.With(BodySide.Left, CordLevel.C6, tagged).With(BodySide.Right, SensoryModality.PinPrick, CordLevel.T4, notTestable));

        totals.UpperExtremity.ShouldBe(48);
        totals.Right.PinPrick.ShouldBeNull();
        totals.PinPrick.ShouldBeNull();
        totals.Left.PinPrick.ShouldBe(56);
    }

    private static string Summary(IsncsciClassification c)
    {
        IsncsciSideTotals r = c.Totals.Right, l = c.Totals.Left;
        return $"{r.UpperExtremity}+{l.UpperExtremity}={c.Totals.UpperExtremity} "
            + $"{r.LowerExtremity}+{l.LowerExtremity}={c.Totals.LowerExtremity} "
            + $"{r.LightTouch}+{l.LightTouch}={c.Totals.LightTouch} {r.PinPrick}+{l.PinPrick}={c.Totals.PinPrick} "
            + $"{c.SensoryLevel.Right}/{c.SensoryLevel.Left} {c.MotorLevel.Right}/{c.MotorLevel.Left} {c.NeurologicalLevel} "
            + $"{c.Completeness} {c.Grade} "
            + $"{c.SensoryZone.Right}/{c.SensoryZone.Left} {c.MotorZone.Right}/{c.MotorZone.Left}";
    }
}
