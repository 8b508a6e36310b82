using System.Buffers.Text;
using System.Globalization;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;
using Marten;

namespace IgG4FollowUp.Api.Patients;

/// <summary>A page of patients.</summary>
/// <param name="Items">Patients in order of enrolment in the service.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>One line of the list.</summary>
/// <param name="PatientId">Identity.</param>
/// <param name="StudyNumber">The clinic's number.</param>
/// <param name="Version">Version of the record.</param>
/// <param name="FollowUp">Why follow-up ended; null while it goes on.</param>
/// <param name="LastContact">Latest reported clinical date.</param>
/// <param name="NextVisitDueOn">Day on which the next visit is due, as the last visit said.</param>
public sealed record PatientLine(
    Guid PatientId, string StudyNumber, long Version, FollowUpEndReason? FollowUp, ClinicalDate? LastContact, DateOnly? NextVisitDueOn)
{
    public static PatientLine Of(PatientChart chart) => new(
        chart.Id, chart.Enrolment.StudyNumber, chart.EventCount, chart.End?.Reason, chart.LastContact,
        chart.Of<VisitLogged>().LastOrDefault()?.NextVisitDueOn);
}

public static class ListPatients
{
    public const int MaximumPageSize = 200;

    public static void Map(IEndpointRouteBuilder patients) =>
        patients.MapGet("/", async (HttpContext http, ChartsAsOf charts, string? cursor, string? limit, string? knownAt) =>
            {
                if (!Cursor.TryParse(cursor, limit, out var after, out var size, out var problem)) return (IResult)problem;
                var (known, unknown) = await AsOf.ResolveAsync(charts.Sequences, version: null, knownAt, http.RequestAborted);
                if (unknown is not null) return unknown;
                var page = await charts.PageAsync(ChartScope.OfClinic(http.User.Clinic()), known.Sequence, after, size,
                    http.RequestAborted);
                if (known.Sequence is { } sequence) AsOfSequences.Name(http.Response, sequence);
                return TypedResults.Json(
                    new Page<PatientLine>([.. page.Charts.Select(item => PatientLine.Of(item.Chart))],
                        page.Last is { } last ? Cursor.Text(last) : null), EntryJson.Options);
            })
            .DescribeRead<Page<PatientLine>>("listPatients", "List the clinic's patients, page by page")
            .Takes(PatientParameters.After, PatientParameters.Limit, PatientParameters.Known);

    /// <summary>Charts of the session's clinic in order of enrolment in the service.</summary>
    public static async Task<IReadOnlyList<PatientChart>> ReadAsync(IQuerySession session, Guid after, int most,
        CancellationToken cancellation)
    {
        var charts = await session.Query<PatientChart>().Where(chart => chart.Id.CompareTo(after) > 0).OrderBy(chart => chart.Id).Take(most)
            .ToListAsync(cancellation);
        AccessNote.Saw(charts.Select(chart => chart.Id));
        return charts;
    }
}

/// <summary>Where a page begins: opaque to clients.</summary>
public static class Cursor
{
    public static string Text(Guid last) => Base64Url.EncodeToString(last.ToByteArray(bigEndian: true));

    public static bool TryParse(
        string? cursor, string? limit, out Guid after, out int size,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Problem? problem)
    {
        after = default;
        size = 50;
        problem = null;
        if (limit is not null
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size)
                || size is < 1 or > ListPatients.MaximumPageSize))
            problem = Problem.InvalidParameter(nameof(limit), $"a whole number from 1 to {ListPatients.MaximumPageSize}.");
        else if (cursor is not null)
        {
            if (ParameterText.TryBytes(cursor, out var bytes) && bytes.Length == 16) after = new Guid(bytes, bigEndian: true);
            else problem = Problem.InvalidParameter(nameof(cursor), "the 'next' of a page.");
        }

        return problem is null;
    }
}
