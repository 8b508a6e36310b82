using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Alerts;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Integration.Http;

/// <summary>
/// JSON as JSON Schema reads it: a number is its value however it is written, and a text is as long as it has code points.
/// </summary>
public sealed class WrittenFormSpecs
{
    private static readonly Dictionary<string, JsonShape> Shapes = ((Type[])
    [
        typeof(PatientEnrolled), typeof(PresentationRecorded), typeof(LesionImaged), typeof(LabMeasured), typeof(BiopsyReported),
        typeof(SteroidCourseStarted),
        typeof(SteroidDoseChanged),
    ]).ToDictionary(type => type.Name, JsonShapes.Of);

    [Theory]
    [InlineData("1968.0", true)]
    [InlineData("1968.000000000000000000000000000000000000", true)]
    [InlineData("1.968e3", true)]
    [InlineData("19680E-1", true)]
    [InlineData("1968.5", false)]
    [InlineData("1968.0000000000000000000000000000000000001", false)]
    [InlineData("1968e-1", false)]
    [InlineData("1968e999999999999", false)]
    [InlineData("1968e-999999999999", false)]
    public void a_whole_number_is_one_however_it_is_written(string number, bool accepted)
    {
        var body = Examples.Enrolment.ToJsonString().Replace("1968", number, StringComparison.Ordinal);
        var taken = Take(Shapes[nameof(PatientEnrolled)], body, out var errors);
        errors.Select(error => error.Pointer).ShouldBe(accepted ? [] : ["#/birthYear"]);
        if (accepted) PatientWrites.Entry<PatientEnrolled>(taken!, TimeProvider.System).BirthYear.ShouldBe(1968);
    }

    [Theory]
    [InlineData("7.5000000000", "7.5")]
    [InlineData("75e-1", "7.5")]
    [InlineData("0.000075e5", "7.5")]
    [InlineData("1.123456", "1.123456")]
    [InlineData("40.0", "40")]
    [InlineData("1.1234567", null)]
    [InlineData("7.50000000000000000000000000000000000001", null)]
    [InlineData("0.001", null)]
    public void a_number_is_its_value_and_has_at_most_six_decimals(string number, string? stored)
    {
        var body = $$"""{ "courseId": "{{Guid.NewGuid()}}", "changedOn": "2024", "dailyDoseMg": {{number}} }""";
        var taken = Take(Shapes[nameof(SteroidDoseChanged)], body, out var errors);
        errors.Select(error => error.Pointer).ShouldBe(stored is null ? ["#/dailyDoseMg"] : []);
        taken?["dailyDoseMg"]!.ToJsonString().ShouldBe(stored);
    }

    [Fact]
    public void every_bound_of_every_number_in_the_schema_is_accepted_and_what_lies_beyond_is_not()
    {
        var numbers = 0;
        foreach (var (name, shape) in Shapes.Append(KeyValuePair.Create("thresholds", ChooseAlertSettingsHandler.ThresholdsShape)))
        {
            foreach (var member in ((ObjectShape)shape).Members.Where(member => member.Shape is NumberShape))
            {
                var schema = member.Shape.Schema();
                var (least, most) = (decimal.Parse(schema.Minimum!, CultureInfo.InvariantCulture),
                    decimal.Parse(schema.Maximum!, CultureInfo.InvariantCulture));
                var step = schema.MultipleOf ?? 1;
                foreach (var (value, right) in new[] { (least, true), (most, true), (least + step, true), (least - step, false),
                    (most + step, false), (least + step / 2, false) })
                {
                    var errors = new List<ProblemItem>();
                    using var json = JsonDocument.Parse(value.ToString(CultureInfo.InvariantCulture));
                    member.Shape.Check(json.RootElement, "#", errors);
                    (errors.Count == 0).ShouldBe(right, $"{name}.{member.Name} {value}");
                }

                numbers++;
            }
        }

        numbers.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void a_text_may_have_as_many_code_points_as_the_schema_says()
    {
        var shape = new TextShape(2, 4);
        foreach (var (text, right) in new[] { ("😀😀😀😀", true), ("😀😀😀😀😀", false), ("😀", false), ("aé😀z", true), ("abcde", false),
            ("ab", true) })
        {
            var errors = new List<ProblemItem>();
            using var json = JsonDocument.Parse(JsonSerializer.Serialize(text));
            shape.Check(json.RootElement, "#", errors);
            (errors.Count == 0).ShouldBe(right, text);
        }
    }

    [Fact]
    public void the_pattern_of_a_text_admits_what_is_taken_and_nothing_else()
    {
        foreach (var least in new[] { 1, 3 })
        {
            var shape = new TextShape(least, 40);
            var pattern = new Regex(shape.Schema().Pattern!, RegexOptions.None, TimeSpan.FromSeconds(1));
            foreach (var text in new[]
            {
                "abc", "a b\nc", "\n\nabc", "...", "a", "ab", "a\0bc", "\0abc", "abc\0", "abc\n\0", "\0", "   ", "\u200b\u200b\u200b",
                "\u2800\u2800\u2800", "\u0301\u0301\u0301", "\u3164\u3164\u3164", "\u0007abc", "\ufffcabc", "€€€", "無無無",
            })
            {
                var errors = new List<ProblemItem>();
                using var json = JsonDocument.Parse(JsonSerializer.Serialize(text));
                shape.Check(json.RootElement, "#", errors);
                pattern.IsMatch(text).ShouldBe(errors.Count == 0, JsonSerializer.Serialize(text));
            }
        }
    }

    private static JsonObject? Take(JsonShape shape, string json, out List<ProblemItem> errors)
    {
        errors = [];
        using var document = JsonDocument.Parse(json);
        return shape.Take(document.RootElement, errors);
    }
}
