namespace IgG4FollowUp.Api.Cohorts;

/// <summary>
/// Times to the first recurrence in the manner of CDISC's ADaM time-to-event structure: one row per patient, definition and origin. CNSR is 0 for
/// the event and counts the reasons for censoring from 1; packages that want 1 for the event take the column "event".
/// </summary>
public static class Adtte
{
    public const string Name = "adtte";

    public static readonly IReadOnlyList<CohortColumn> Columns =
    [
        new("STUDYID", "text", "The clinic's slug.", Nullable: false),
        new("USUBJID", "uuid", "The patient: an identity without meaning outside the service.", Nullable: false),
        new("PARAMCD", "text", "Parameter: RFICOMP, RFICLIN, RFIRAD, RFISERO or RFIESC for the definition of recurrence.", Nullable: false),
        new("PARAM", "text", "Recurrence-free interval, with definition, version and origin.", Nullable: false),
        new("STARTDT", "date", "Day of the origin; null when it is not exactly known.", Nullable: true),
        new("ADT", "date", "Day of the event or of censoring; null when it is not exactly known.", Nullable: true),
        new("AVAL", "integer", "Days from the origin to the event or to censoring; null when they are not exactly known.", Nullable: true),
        new("AVALU", "text", "Unit of AVAL: DAYS.", Nullable: false),
        new("CNSR", "integer", "0 event; 1 end of data, 2 lost, 3 withdrew, 4 transferred, 5 death, which competes.", Nullable: false),
        new("EVNTDESC", "text", "What happened, in words.", Nullable: false),
        new("event", "integer", "1 recurrence, 0 none: the opposite of CNSR, for packages that count events.", Nullable: false),
        new("cause", "integer", "1 recurrence, 2 death, 0 censored, for competing risks.", Nullable: false),
        new("ORIGIN", "text", "Where the record comes from; synthetic patients do not exist.", Nullable: false),
    ];

    /// <summary>The statement; the condition is on "s", the patients, and "f", the intervals.</summary>
    public static string Sql(CohortSnapshot snapshot, string condition) => $"""
        select f.clinic, f.patient_id,
          case f.definition when 'composite' then 'RFICOMP' when 'clinical' then 'RFICLIN' when 'radiological' then 'RFIRAD' when 'serological' then 'RFISERO' else 'RFIESC' end,
          'Recurrence-free interval, ' || f.definition || '/' || f.definition_version || ', from ' || f.time_zero,
          case when f.origin_earliest = f.origin_latest then f.origin_earliest end, case when f.end_earliest = f.end_latest then f.end_earliest end,
          f.exact_days, 'DAYS',
          case f.ended_by when 'event' then 0 when 'end-of-data' then 1 when 'lost' then 2 when 'withdrew' then 3 when 'transferred' then 4 else 5 end,
          case f.ended_by when 'event' then 'recurrence' else f.ended_by end, (f.cause = 1)::integer, f.cause, s.origin
        from {snapshot.PersonSql} s join recurrence_free_intervals f using (clinic, patient_id)
        where {condition}
        order by f.clinic, f.patient_id, f.definition, f.definition_version, f.time_zero
        """;
}
