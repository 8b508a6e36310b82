using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Analytics.Tables;
using IgG4FollowUp.Domain.Outcomes;
using IgG4FollowUp.Domain.Recurrence;

namespace IgG4FollowUp.Api.Analytics.Export;

/// <summary>
/// Times to the first recurrence in the manner of CDISC's ADaM time-to-event structure: one row per patient and parameter whose time is
/// exactly known, a parameter being a definition, its version and an origin. CNSR is 0 for the event and counts the reasons for censoring
/// from 1; packages that want 1 for the event take the column "event".
/// </summary>
public static class Adtte
{
    public const string Name = "adtte";

    public static readonly IReadOnlyList<Column> Columns =
    [
        new("STUDYID", CellType.Text, "The clinic's slug.", Required: true),
        new("USUBJID", CellType.Uuid, "The patient: an identity without meaning outside the service.", Required: true),
        new("AGE", CellType.Integer, "Age at presentation, completed years.", Required: false),
        new("AGEU", CellType.Text, "Unit of AGE: YEARS.", Required: false),
        new("SEX", CellType.Text, "F, M, or U where it is another one or not reported.", Required: true),
        new("BASEAIS", CellType.Text, "ASIA Impairment Scale at baseline, A to E.", Required: false),
        new("PATTERN", CellType.Text, "Pattern of the first lesion imaged: dorsal, ventral or homogeneous.", Required: false),
        new("ORIGIN", CellType.Text, "Where the record comes from; synthetic patients do not exist.", Required: true),
        new("PARAMCD", CellType.Text,
            "Code of PARAM, of 8 characters: R, three letters of the definition of recurrence, its "
                + "version, three letters of the origin of time.", Required: true),
        new("PARAM", CellType.Text, "Recurrence-free interval, with definition, version and origin.", Required: true),
        new("STARTDT", CellType.Date, "Day of the origin.", Required: true),
        new("ADT", CellType.Date, "Day of the event or of censoring, which is the last contact of any kind or the end of follow-up.",
            Required: true),
        new("AVAL", CellType.Integer,
            "Days from the origin to the event or to censoring. Patients whose days are not exactly known, or end before the origin, "
                + "have no row.", Required: true),
        new("AVALU", CellType.Text, "Unit of AVAL: DAYS.", Required: true),
        new("CNSR", CellType.Integer,
            "0 event; 1 end of data, 2 lost, 3 withdrew, 4 transferred, 5 death and 6 progression, which compete.", Required: true),
        new("EVNTDESC", CellType.Text, "What happened, in words.", Required: true),
        new("event", CellType.Integer, "1 event, 0 none: the opposite of CNSR, for packages that count events.", Required: true),
        new("cause", CellType.Integer,
            "1 recurrence (progression, where the definition counts it), 2 death, 3 progression that "
                + "competes, 0 censored, for competing risks.", Required: true),
    ];

    /// <summary>What the statement reads.</summary>
    public static QuestionReads Reads { get; } = new(
        ["age_years", "sex", "baseline_grade", "lesion_pattern"],
        CourseTables.RecurrenceFreeIntervals.Only(
            ["definition", "definition_version", "time_zero", "origin_earliest", "end_earliest", "exact_days", "ended_by", "cause"]));

    /// <summary>The statement; the condition is on "s", the patients, and "f", the intervals.</summary>
    public static string Sql(CohortSnapshot snapshot, string condition) => $"""
        select f.clinic, f.patient_id, s.age_years, case when s.age_years is not null then 'YEARS' end,
          case s.sex when 'female' then 'F' when 'male' then 'M' else 'U' end, upper(s.baseline_grade), s.lesion_pattern, s.origin,
          'R' || case f.definition {Cases(RecurrenceDefinition.All.Select(definition => (definition.Name, Code(definition))))} end
            || f.definition_version
            || case f.time_zero {Cases(TimesRequest.Origins.Select(origin => (origin.Key, Code(origin.Value))))} end,
          'Recurrence-free interval, ' || f.definition || '/' || f.definition_version || ', from ' || f.time_zero,
          f.origin_earliest, f.end_earliest, f.exact_days, 'DAYS',
          case f.ended_by when 'event' then 0 when 'end-of-data' then 1 when 'lost' then 2
            when 'withdrew' then 3 when 'transferred' then 4 when 'death' then 5 else 6 end,
          case f.ended_by when 'event' then 'recurrence' else f.ended_by end, (f.cause = 1)::integer, f.cause
        from {snapshot.Persons} s join recurrence_free_intervals f using (clinic, patient_id)
        where f.exact_days = f.end_earliest - f.origin_earliest and {condition}
        order by f.clinic, f.patient_id, f.definition, f.definition_version, f.time_zero
        """;

    private static string Cases(IEnumerable<(string Name, string Code)> codes) =>
        string.Join(' ', codes.Distinct().Select(code => $"when '{code.Name}' then '{code.Code}'"));

    private static string Code(RecurrenceDefinition definition) => definition.Name switch
    {
        "composite" => "COM",
        "clinical" => "CLI",
        "radiological" => "RAD",
        "serological" => "SER",
        "treatment-escalation" => "ESC",
        "progression" => "PRO",
        "progression-or-recurrence" => "POR",
        _ => throw new InvalidOperationException($"The definition {definition.Name} has no code."),
    };

    private static string Code(TimeZero origin) => origin switch
    {
        TimeZero.FirstSymptom => "SYM",
        TimeZero.Presentation => "PRE",
        TimeZero.Surgery => "SUR",
        TimeZero.TreatmentStart => "TRT",
        _ => throw new InvalidOperationException($"The origin {origin} has no code."),
    };
}
