using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

public class IsncsciOracleSpecs
{
    /// <summary>
    /// The standard defines the AIS by one motor level a side and one neurological level of injury (worksheet, steps 2, 3
    /// and 5), so a grade is possible only if one and the same set of values for the NT cells gives both the levels and
    /// the grade. The reference judges each level with the NT muscles at their best and at their worst, although these
    /// muscles decide the level: it adds grades that no completion gives. Ours is the smaller set.
    /// </summary>
    private static readonly string[] _gradeThatNoCompletionGives =
    [
        "517 AIS: reference C,D, ours C",
        "561 AIS: reference B,C,D, ours B,D",
        "573 AIS: reference B,C,D, ours B,D",
        "624 AIS: reference B,C,D, ours B,D",
        "642 AIS: reference B,C,D, ours B,D",
        "647 AIS: reference C,D, ours C",
        "748 AIS: reference A,B,C,D, ours A,B,D",
        "835 AIS: reference C,D, ours C",
        "897 AIS: reference C,D*, ours C",
        "913 AIS: reference C*,D*, ours C*",
    ];

    /// <summary>
    /// The motor zone is the most caudal myotome with motor function (worksheet, step 6; the reference lets a non-key
    /// muscle take that place in AIS C only). Where AIS C is only one of the possible grades the reference takes it for
    /// certain and drops the zones of the other grades, which its own answer without NT would give.
    /// Ours has the zone of every completion.
    /// </summary>
    private static readonly string[] _zoneThatOnlyAnotherGradeGives =
    [
        "529 motor ZPP right: reference NA,L3,L4,L5,S1, ours NA,C8,T1,T5,L3,L4,L5,S1",
        "541 motor ZPP right: reference NA,L3, ours NA,C5,C6,C7,C8,T1,T4,L3",
        "605 motor ZPP left: reference NA,L2, ours NA,C8,T1,T3,T4,L2",
        "618 motor ZPP right: reference L5, ours C7,L5",
        "635 motor ZPP left: reference L2,L3,L4,L5,S1, ours C6,C7,C8,T1,T2,T4,T5,T6,L2,L3,L4,L5,S1",
        "696 motor ZPP right: reference NA,L2,L3,L4,L5,S1, ours NA,T1,L2,L3,L4,L5,S1",
        "714 motor ZPP left: reference L2,L3,L4,L5,S1, ours T1,T5,L2,L3,L4,L5,S1",
        "773 motor ZPP left: reference L3, ours T11,L3",
        "935 motor ZPP right: reference L4, ours T1,L4",
    ];

    [Fact]
    public void a_thousand_examinations_agree_with_the_reference_on_every_output_but_those_listed()
    {
        var disagreements = new List<string>();
        foreach (var c in OracleFile.Cases)
        {
            var actual = OracleFile.Actual(IsncsciClassification.Of(IsncsciText.Parse(c.Examination)));
            for (var i = 0; i < actual.Length; i++)
            {
                if (actual[i] != c.Expected[i])
                    disagreements.Add($"{c.Id} {OracleFile.Outputs[i]}: reference {c.Expected[i]}, ours {actual[i]}");
            }
        }

        OracleFile.Cases.Length.ShouldBe(1000);
        disagreements.ShouldBe([.. _gradeThatNoCompletionGives, .. _zoneThatOnlyAnotherGradeGives], ignoreOrder: true);
    }

    [Fact]
    public void where_we_disagree_ours_is_what_the_completions_of_the_examination_give()
    {
        var checkedCases = 0;
        foreach (var id in _gradeThatNoCompletionGives.Concat(_zoneThatOnlyAnotherGradeGives).Select(line => int.Parse(line.Split(' ')[0])))
        {
            var examination = IsncsciText.Parse(OracleFile.Cases[id - 1].Examination);
            if (Completions.Choices(examination).Aggregate(1.0, (product, cell) => product * cell.Count) > 10_000)
                continue;
            checkedCases++;
            var completed = Completions.All(examination).Select(IsncsciClassification.Of).ToArray();
            completed.ShouldAllBe(c => c.Grade.IsDetermined && c.MotorZone.Right.IsDetermined && c.MotorZone.Left.IsDetermined);
            var ours = IsncsciClassification.Of(examination);
            PossibleValues<AsiaGrade>.Of([.. completed.Select(c => c.Grade.First)]).ToString()
                .ShouldBe(ours.Grade.WithoutStars().ToString(), $"case {id}");
            PossibleValues<CordLevel>.Of([.. completed.Select(c => c.MotorZone.Right.First)]).ToString()
                .ShouldBe(ours.MotorZone.Right.WithoutStars().ToString(), $"case {id}");
            PossibleValues<CordLevel>.Of([.. completed.Select(c => c.MotorZone.Left.First)]).ToString()
                .ShouldBe(ours.MotorZone.Left.WithoutStars().ToString(), $"case {id}");
        }

        // The others have too many completions to go through; the property tests hold the rule for examinations at large.
        checkedCases.ShouldBe(10);
    }
}
