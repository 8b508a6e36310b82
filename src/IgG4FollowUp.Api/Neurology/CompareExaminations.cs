using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Neurology;

/// <summary>Body of a comparison.</summary>
public sealed record ExaminationsBody
{
    /// <summary>The earlier examination in its text form.</summary>
    [JsonConverter(typeof(IsncsciExaminationJsonConverter))]
    public required IsncsciExamination Earlier { get; init; }

    /// <summary>The later examination in its text form.</summary>
    [JsonConverter(typeof(IsncsciExaminationJsonConverter))]
    public required IsncsciExamination Later { get; init; }
}

/// <summary>What changed between two examinations; null where either side is not determined.</summary>
/// <param name="Comparable">True when everything can be compared.</param>
/// <param name="WhyNot">What cannot be compared, and why.</param>
/// <param name="EarlierGrade">Possible AIS grades before.</param>
/// <param name="LaterGrade">Possible AIS grades after.</param>
/// <param name="GradeSteps">AIS grades gained, negative when lost.</param>
/// <param name="SensoryLevelSegments">Segments gained per side.</param>
/// <param name="MotorLevelSegments">Segments gained per side.</param>
/// <param name="NeurologicalLevelSegments">Segments gained.</param>
/// <param name="UpperExtremityMotorPoints">UEMS points gained.</param>
/// <param name="LowerExtremityMotorPoints">LEMS points gained.</param>
/// <param name="LightTouchPoints">Light touch points gained.</param>
/// <param name="PinPrickPoints">Pin prick points gained.</param>
public sealed record ComparisonView(
    bool Comparable, IReadOnlyList<string> WhyNot, string EarlierGrade, string LaterGrade, int? GradeSteps,
    Sides<int?> SensoryLevelSegments, Sides<int?> MotorLevelSegments, int? NeurologicalLevelSegments,
    int? UpperExtremityMotorPoints, int? LowerExtremityMotorPoints, int? LightTouchPoints, int? PinPrickPoints)
{
    public static ComparisonView Of(IsncsciComparison c) => new(
        c.IsComparable, c.Reasons, c.Earlier.Grade.ToString(), c.Later.Grade.ToString(), c.GradeSteps,
        new(c.SensoryLevel.Right.Segments, c.SensoryLevel.Left.Segments), new(c.MotorLevel.Right.Segments, c.MotorLevel.Left.Segments),
        c.NeurologicalLevel.Segments, c.UpperExtremity.Points, c.LowerExtremity.Points, c.LightTouch.Points, c.PinPrick.Points);
}

/// <summary>Compares two examinations without storing them.</summary>
public static class CompareExaminations
{
    private static readonly JsonNode Example = new JsonObject
    {
        ["earlier"] =
            IsncsciText.Print(IsncsciExamination.AllNormal.With(BodySide.Right, CordLevel.L3, MuscleGrade.Normal)
                .WithDeepAnalPressure(AnorectalFinding.No)),
        ["later"] = IsncsciText.Print(IsncsciExamination.AllNormal),
    };

    public static void Map(IEndpointRouteBuilder neurology) =>
        neurology.MapPost("/comparison", async (HttpContext http) =>
            {
                var body = await Body.ReadAsync(http.Request, JsonShapes.Of(typeof(ExaminationsBody)), http.RequestAborted);
                if (body.Problem is not null) return (IResult)body.Problem;
                var pair = body.Json!.Deserialize<ExaminationsBody>(EntryJson.Options)!;
                return TypedResults.Json(
                    ComparisonView.Of(new IsncsciComparison(IsncsciClassification.Of(pair.Earlier), IsncsciClassification.Of(pair.Later))),
                    EntryJson.Options);
            })
            .DescribeRead<ComparisonView>("compareExaminations", "Compare two ISNCSCI examinations without storing them")
            .WithMetadata(new WriteDescription(JsonShapes.Of(typeof(ExaminationsBody)), Example, VersionRequired: false, Stores: false));
}
