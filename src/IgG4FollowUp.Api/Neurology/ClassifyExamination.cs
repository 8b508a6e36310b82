using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Neurology;

/// <summary>Body of a classification.</summary>
public sealed record ExaminationBody
{
    /// <summary>The examination in its text form, lines separated by line feeds or semicolons.</summary>
    [JsonConverter(typeof(IsncsciExaminationJsonConverter))]
    public required IsncsciExamination Examination { get; init; }
}

/// <summary>Right and left of one result.</summary>
public sealed record Sides<T>(T Right, T Left);

/// <summary>Totals; null is not determinable.</summary>
public sealed record TotalsView(
    int? UpperExtremityMotor, int? LowerExtremityMotor, int? LightTouch, int? PinPrick, Sides<IsncsciSideTotals> Sides);

/// <summary>A classification by the 2019 edition. Where parts were not testable a result lists every possible value.</summary>
/// <param name="Edition">Edition of the standard.</param>
/// <param name="Examination">The examination in canonical text form.</param>
/// <param name="Determined">True when every result has exactly one value.</param>
/// <param name="Grade">Possible AIS grades, such as D or B,C.</param>
/// <param name="Completeness">C complete, I incomplete.</param>
/// <param name="NeurologicalLevel">Neurological level of injury.</param>
/// <param name="SensoryLevel">Sensory level of each side.</param>
/// <param name="MotorLevel">Motor level of each side.</param>
/// <param name="SensoryZone">Sensory zone of partial preservation of each side; NA where it does not apply.</param>
/// <param name="MotorZone">Motor zone of partial preservation of each side; NA where it does not apply.</param>
/// <param name="Totals">Motor and sensory totals.</param>
/// <param name="Reasons">Why each result is what it is: the cells that decided, in words.</param>
/// <param name="Caution">What the standard was made for.</param>
public sealed record ClassificationView(
    IsncsciEdition Edition, string Examination, bool Determined, string Grade, string Completeness, string NeurologicalLevel,
    Sides<string> SensoryLevel, Sides<string> MotorLevel, Sides<string> SensoryZone, Sides<string> MotorZone, TotalsView Totals,
    IReadOnlyList<ReasonView> Reasons, string Caution)
{
    public static ClassificationView Of(IsncsciClassification c) => new(
        c.Edition, IsncsciText.Print(c.Examination), c.IsDetermined, c.Grade.ToString(), c.Completeness.ToString(),
        Level(c.NeurologicalLevel),
        Both(c.SensoryLevel), Both(c.MotorLevel), Both(c.SensoryZone), Both(c.MotorZone),
        new(c.Totals.UpperExtremity, c.Totals.LowerExtremity, c.Totals.LightTouch, c.Totals.PinPrick, new(c.Totals.Right, c.Totals.Left)),
        [.. c.Explain().Select(ReasonView.Of)],
        "ISNCSCI was made for traumatic spinal cord injury; say so where results are compared with trauma data.");

    private static Sides<string> Both(BothSides<PossibleValues<CordLevel>> sides) => new(Level(sides.Right), Level(sides.Left));

    private static string Level(PossibleValues<CordLevel> level) => level.ToString().Replace("S4_5", "S4-5", StringComparison.Ordinal);
}

/// <summary>Why a result is what it is.</summary>
public sealed record ReasonView(string Result, string Value, string Sentence, IReadOnlyList<string> Cells)
{
    public static ReasonView Of(IsncsciReason reason) =>
        new(reason.Result, reason.Value, reason.Sentence, [.. reason.Cells.Select(cell => cell.ToString())]);
}

/// <summary>Classifies an examination without storing it, for forms and other systems.</summary>
public static class ClassifyExamination
{
    private static readonly JsonNode Example = new JsonObject
    {
        ["examination"] = "LT-R 2222222 222222222222 11100 0011\nLT-L 2222222 222222222222 21100 0011\n"
            + "PP-R 2222222 222222222222 11000 0011\nPP-L 2222222 222222222222 21100 0012\nM-R "
            + "55555 30000\nM-L 55555 40000\nVAC No\nDAP No",
    };

    public static void Map(IEndpointRouteBuilder neurology) =>
        neurology.MapPost("/classification", async (HttpContext http) =>
            {
                var body = await Body.ReadAsync(http.Request, JsonShapes.Of(typeof(ExaminationBody)), http.RequestAborted);
                if (body.Problem is not null) return (IResult)body.Problem;
                var examination = body.Json!.Deserialize<ExaminationBody>(EntryJson.Options)!.Examination;
                return TypedResults.Json(ClassificationView.Of(IsncsciClassification.Of(examination)), EntryJson.Options);
            })
            .DescribeRead<ClassificationView>("classifyExamination", "Classify an ISNCSCI examination without storing it")
            .WithMetadata(new WriteDescription(JsonShapes.Of(typeof(ExaminationBody)), Example, VersionRequired: false, Stores: false));
}
