using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Timelines;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>A patient as analysts see it: no study number, no citation, no free text.</summary>
/// <param name="PatientId">Identity without meaning outside the service.</param>
/// <param name="Clinic">The clinic's slug.</param>
/// <param name="Version">Version of the record.</param>
/// <param name="Chart">Current entries; former ones are not told.</param>
public sealed record CohortPatient(Guid PatientId, string Clinic, long Version, PatientChart Chart);

/// <summary>A page of patients as analysts see them.</summary>
/// <param name="Items">Patients in order of enrolment in the service.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
/// <param name="LeftOut">How many patients of this page are left out because their data may not be reused, then or now.</param>
public sealed record CohortPage(IReadOnlyList<CohortPatient> Items, string? Next, int LeftOut);

/// <summary>De-identified records of all clinics. The only reads that cross clinics, and therefore in a file of their own.</summary>
public static class CohortPatients
{
    /// <summary>JSON without what is marked as identifying or as free text in the domain.</summary>
    public static JsonSerializerOptions DeIdentified { get; } = new(EntryJson.Options)
    {
        TypeInfoResolver = EntryJson.Options.TypeInfoResolver!.WithAddedModifier(Withhold),
    };

    public static void Map(IEndpointRouteBuilder cohort)
    {
        cohort.MapGet("/patients",
            async (HttpContext http, ChartsAsOf charts, string? cursor, string? limit, string? clinic, string? knownAt) =>
            {
                if (!Cursor.TryParse(cursor, limit, out var after, out var size, out var problem)) return (IResult)problem;
                if (clinic is not null && !await charts.AnyOfAsync(clinic, http.RequestAborted))
                    return Problem.InvalidParameter(nameof(clinic), "a clinic with patients.");
                var (known, unknown) = await AsOf.ResolveAsync(charts.Sequences, version: null, knownAt, http.RequestAborted);
                if (unknown is not null) return unknown;
                var page = await charts.PageAsync(ChartScope.OfCohort(clinic), known.Sequence, after, size, http.RequestAborted);
                if (known.Sequence is { } sequence) AsOfSequences.Name(http.Response, sequence);
                return TypedResults.Json(
                    new CohortPage([.. page.Charts.Select(item => Of(item.Clinic, item.Chart))],
                        page.Last is { } last ? Cursor.Text(last) : null, page.LeftOut), DeIdentified);
            })
            .DescribeRead<CohortPage>("listCohortPatients", "List de-identified patients of all clinics, page by page")
            .Takes(PatientParameters.After, PatientParameters.Limit, CohortParameters.Clinic, PatientParameters.Known)
            .RowLevel();

        cohort.MapGet("/patients/{patientId:guid}/timeline",
            async (Guid patientId, HttpContext http, ChartsAsOf charts, string? knownAt) =>
            {
                var (known, problem) = await AsOf.ResolveAsync(charts.Sequences, version: null, knownAt, http.RequestAborted);
                if (problem is not null) return (IResult)problem;
                if (await charts.FindAsync(ChartScope.OfCohort(), patientId, known, http.RequestAborted) is not { } found)
                    return known.NotFound();
                AsOfSequences.Name(http.Response, found.Sequence);
                return TypedResults.Json(Timeline.Of(Standing(found.Chart)), DeIdentified);
            })
            .DescribeRead<Timeline>("getCohortTimeline", "Read a de-identified timeline")
            .Takes(PatientParameters.Known)
            .RowLevel();
    }

    private static CohortPatient Of(string clinic, PatientChart chart) => new(chart.Id, clinic, chart.EventCount, Standing(chart));

    // What was corrected was wrong, and what was retracted may be another patient's, who may refuse.
    private static PatientChart Standing(PatientChart chart) => chart with { Superseded = [] };

    private static void Withhold(JsonTypeInfo info)
    {
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            var provider = info.Properties[i].AttributeProvider;
            if (provider?.IsDefined(typeof(FreeTextAttribute), inherit: true) == true
                || provider?.IsDefined(typeof(IdentifyingAttribute), inherit: true) == true)
                info.Properties.RemoveAt(i);
        }
    }
}
