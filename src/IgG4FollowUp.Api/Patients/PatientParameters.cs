using IgG4FollowUp.Api.Analytics;
using IgG4FollowUp.Api.Http;
using Microsoft.OpenApi;

namespace IgG4FollowUp.Api.Patients;

/// <summary>Parameters that reads share.</summary>
public static class PatientParameters
{
    public static ReadParameter Known { get; } = new(
        AsOfRequest.Parameter,
        "Answer from what was recorded by then: a date-time that has passed, such as 2024-06-10T12:00:00Z, or a sequence, such as an "
        + $"answer names in {AsOfSequences.Header}, as '2500' or 'sequence:2500'. "
        + "The present unless given. A date-time is turned into a sequence past which nothing recorded by then "
        + "can follow; while what "
        + "was being recorded at that very moment is not committed yet, the same date-time can still turn into a later sequence. A "
        + "sequence always gives the same answer.");

    public static ReadParameter Version { get; } = new(
        "version",
        "Answer as of this version of the record, as its ETag named it; one that it has not come to "
            + "is not found. Not together with knownAt.")
    {
        Type = JsonSchemaType.Integer,
        Range = (1, int.MaxValue),
    };

    public static ReadParameter After { get; } = new("cursor",
        "Where the page begins: 'next' of the page before; the first page unless given.");

    public static ReadParameter Limit { get; } = new("limit", "Most patients on the page; 50 unless given.")
    {
        Type = JsonSchemaType.Integer,
        Range = (1, ListPatients.MaximumPageSize),
    };
}
