using IgG4FollowUp.Domain.Neurology;

namespace IgG4FollowUp.Specs.Neurology;

public class IsncsciTextSpecs
{
    private const string Canonical = """
        LT-R 2222222 222NT22222222 22222 2222
        LT-L 2222222 2220*22222222 22222 2222
        PP-R 2222222 2221**22222222 22222 2222
        PP-L 2222222 222NT**22222222 22222 2210
        M-R 5555NT* 01234
        M-L 554**3*NT** 55555
        VAC No
        DAP NT
        NK-L L4
        """;

    [Fact]
    public void the_canonical_form_is_printed_as_it_was_read()
    {
        IsncsciText.Print(IsncsciText.Parse(Canonical)).ShouldBe(Canonical.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void order_case_spacing_and_semicolons_do_not_matter()
    {
        var shuffled = "dap nt; vac no; nk-l l4\n\n"
            + string.Join(";",
                Canonical.Split('\n')[..6].Reverse().Select(line => "  " + line.ToLowerInvariant().Replace(" 222", "  2 22")));

        IsncsciText.Parse(shuffled).ShouldBe(IsncsciText.Parse(Canonical));
    }

    [Fact]
    public void every_examination_of_the_reference_file_survives_print_and_parse()
    {
        foreach (var c in OracleFile.Cases)
        {
            var examination = IsncsciText.Parse(c.Examination);
            IsncsciText.PrintOnOneLine(examination).ShouldBe(c.Examination);
            IsncsciText.Parse(IsncsciText.Print(examination)).ShouldBe(examination);
        }
    }

    [Theory]
    [InlineData("LT-R 2222222 222NT", "LT-R 2222222 222X", 1, 17,
        "\"X\" is no sensory score for T4; it must be 0, 1, 2 or NT, and 0, 1 and NT may carry * or **.")]
    [InlineData("PP-R 2222222 2221**", "PP-R 2222222 2222**", 3, 17,
        "\"2**\" is no sensory score for T4; it must be 0, 1, 2 or NT, and 0, 1 and NT may carry * or **.")]
    [InlineData("M-R 5555NT* 01234", "M-R 5555NT* 01236", 5, 17,
        "\"6\" is no muscle grade for S1; it must be 0 to 5 or NT, and 0 to 4 and NT may carry * or **.")]
    [InlineData("M-R 5555NT* 01234", "M-R 5555NT* 0123", 5, 17, "M-R ends before S1; 10 values are needed, C5-T1 and L2-S1.")]
    [InlineData("M-R 5555NT* 01234", "M-R 5555NT* 012345", 5, 18, "M-R has more than 10 values; 10 values are needed, C5-T1 and L2-S1.")]
    [InlineData("VAC No", "VAC Perhaps", 7, 5, "\"Perhaps\" is no finding; it must be Yes, No or NT.")]
    [InlineData("VAC No", "", 10, 1, "VAC is missing; it must be Yes, No or NT.")]
    [InlineData("VAC No", "VAC No\nVAC No", 8, 1, "VAC is given twice; it must be given once.")]
    [InlineData("NK-L L4", "NK-L T5", 9, 6, "\"T5\" is no segment with a key muscle; it must be C5 to T1 or L2 to S1.")]
    [InlineData("NK-L L4", "NKL L4", 9, 1,
        "\"NKL\" names no line; it must be one of LT-R, LT-L, PP-R, PP-L, M-R, M-L, VAC, DAP, NK-R, NK-L.")]
    public void an_error_names_its_line_and_position_and_what_would_be_right(string right, string wrong, int line, int position,
        string message)
    {
        var text = Canonical.ReplaceLineEndings("\n").Replace(right, wrong);

        IsncsciText.TryParse(text, out var examination, out var errors).ShouldBeFalse();

        examination.ShouldBeNull();
        errors.ShouldBe([new IsncsciTextError(line, position, message)]);
        Should.Throw<FormatException>(() => IsncsciText.Parse(text)).Message.ShouldBe($"Line {line}, position {position}: {message}");
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B*,C")]
    [InlineData("A,B,C,D,E*")]
    public void possible_grades_survive_print_and_parse(string text)
    {
        PossibleValues<AsiaGrade>.TryParse(text, out var grades).ShouldBeTrue();
        grades.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("NA,S3")]
    [InlineData("C4,T1*,INT*")]
    public void possible_levels_survive_print_and_parse(string text)
    {
        PossibleValues<CordLevel>.TryParse(text, out var levels).ShouldBeTrue();
        levels.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("F")]
    [InlineData("1")]
    [InlineData("A,,B")]
    public void what_is_no_set_of_grades_is_refused(string? text) => PossibleValues<AsiaGrade>.TryParse(text, out _).ShouldBeFalse();
}
