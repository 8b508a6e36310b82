using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Quality;

namespace IgG4FollowUp.Api.Patients;

/// <summary>How complete the records of a clinic are.</summary>
/// <param name="Patients">Patients counted, of whatever origin.</param>
/// <param name="Elements">The common data set, element by element.</param>
/// <param name="Rules">What entries should say so that they can be analysed, with the trend by year of their clinical dates.</param>
public sealed record DataQuality(int Patients, IReadOnlyList<ElementTally> Elements, IReadOnlyList<RuleQuality> Rules);

/// <summary>Completeness of the common data set and of entries: of one patient, of all, and patient by patient.</summary>
public static class GetDataQuality
{
    public static void MapPatient(IEndpointRouteBuilder patients) =>
        patients.MapGet("/{patientId:guid}/data-quality", (
                Guid patientId, HttpContext http, ChartsAsOf charts, string? version, string? knownAt) =>
                ChartAnswers.AnswerAsync(http, charts, patientId, version, knownAt, PatientQuality.Of))
            .DescribeRead<PatientQuality>("getPatientDataQuality",
                "Read what of the common data set is on record of a patient, and what entries leave out")
            .Takes(PatientParameters.Version, PatientParameters.Known);

    public static void MapClinic(IEndpointRouteBuilder clinic)
    {
        clinic.MapGet("/data-quality", AnswerAsync)
            .DescribeRead<DataQuality>("getClinicDataQuality",
                "Count what of the common data set is on record in the clinic, and what entries leave out, by year")
            .Takes(PatientParameters.Known)
            .WithDescription("Asked with several moments in 'knownAt' one after the other it shows how completeness grew.");
        clinic.MapGet("/data-quality/patients", async (
                HttpContext http, ChartsAsOf charts, string? cursor, string? limit, string? knownAt) =>
            {
                if (!Cursor.TryParse(cursor, limit, out var after, out var size, out var problem)) return (IResult)problem;
                var (known, unknown) = await AsOf.ResolveAsync(charts.Sequences, version: null, knownAt, http.RequestAborted);
                if (unknown is not null) return unknown;
                var page = await charts.PageAsync(
                    ChartScope.OfClinic(http.User.Clinic()), known.Sequence, after, size, http.RequestAborted);
                if (known.Sequence is { } sequence) AsOfSequences.Name(http.Response, sequence);
                return TypedResults.Json(
                    new Page<PatientQuality>([.. page.Charts.Select(item => PatientQuality.Of(item.Chart))],
                        page.Last is { } last ? Cursor.Text(last) : null), EntryJson.Options);
            })
            .DescribeRead<Page<PatientQuality>>("listPatientDataQuality", "List what is missing for whom, page by page")
            .Takes(PatientParameters.After, PatientParameters.Limit, PatientParameters.Known);
    }

    /// <summary>Counts the clinic's patients.</summary>
    public static async Task<ClinicTally> TallyAsync(ChartsAsOf charts, string clinic, long? sequence, CancellationToken cancellation)
    {
        var tally = new ClinicTally();
        await foreach (var chart in charts.CountedAsync(ChartScope.OfClinic(clinic), sequence, cancellation)) tally.Add(chart);
        return tally;
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, ChartsAsOf charts, string? knownAt)
    {
        var (known, unknown) = await AsOf.ResolveAsync(charts.Sequences, version: null, knownAt, http.RequestAborted);
        if (unknown is not null) return unknown;
        var tally = await TallyAsync(charts, http.User.Clinic(), known.Sequence, http.RequestAborted);
        if (known.Sequence is { } sequence) AsOfSequences.Name(http.Response, sequence);
        return TypedResults.Json(new DataQuality(tally.Patients, tally.Elements, tally.Rules), EntryJson.Options);
    }
}
