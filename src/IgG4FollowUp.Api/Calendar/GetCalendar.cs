using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using IgG4FollowUp.Api.Access;
using IgG4FollowUp.Api.Analytics.Export;
using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Calendar;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Patients;
using Microsoft.Net.Http.Headers;

namespace IgG4FollowUp.Api.Calendar;

/// <summary>First and last day on which a planned visit or study counts as kept.</summary>
public sealed record Window(DateOnly From, DateOnly To);

/// <summary>A planned visit or study of a patient.</summary>
/// <param name="PatientId">The patient.</param>
/// <param name="StudyNumber">The clinic's own number.</param>
/// <param name="What">Visit or study.</param>
/// <param name="DueOn">The day on which it is due.</param>
/// <param name="Window">When it counts as kept.</param>
/// <param name="State">How it stands today.</param>
/// <param name="DaysOverdue">Days since the due day; null unless it is overdue.</param>
/// <param name="StatedBy">The visit or plan that states the day; null when it follows from the clinic's intervals.</param>
/// <param name="KeptBy">The entry that kept it.</param>
/// <param name="KeptOn">When it was kept.</param>
/// <param name="LastContact">The patient's latest reported clinical date.</param>
/// <param name="Agent">Agent of an infusion.</param>
/// <param name="Analyte">What a laboratory test is to measure.</param>
/// <param name="DailyDoseMg">Daily dose of a step of a taper, milligrams of the planned drug.</param>
/// <param name="Taken">What was taken on the day of a step, beside what was planned; null until the patient was heard of since.</param>
public sealed record CalendarItem(
    Guid PatientId, string StudyNumber, PlannedKind What, DateOnly DueOn, Window Window, PlannedState State, int? DaysOverdue,
    Guid? StatedBy, Guid? KeptBy, ClinicalDate? KeptOn, ClinicalDate? LastContact, SparingAgent? Agent, Analyte? Analyte,
    decimal? DailyDoseMg, DoseTaken? Taken)
{
    public static CalendarItem Of(CalendarPatient patient, PlannedContact planned, DateOnly today) => new(
        patient.PatientId, patient.StudyNumber, planned.What, planned.DueOn, new(planned.From, planned.To), planned.StateOn(today),
        planned.DaysOverdue(today), planned.StatedBy, planned.KeptBy, planned.KeptOn, patient.LastContact,
        planned.Agent, planned.Analyte, planned.DailyDoseMg, planned.Taken);

    /// <summary>The place of the item among all: by due day, then visits before studies before all else, then by patient.</summary>
    [JsonIgnore]
    public string Place => $"{DueOn:yyyy-MM-dd} {(int)What} {PatientId:N} {StatedBy ?? Guid.Empty:N} {KeptBy ?? Guid.Empty:N}";
}

/// <summary>A page of the calendar.</summary>
/// <param name="Today">The day as of which the states are.</param>
/// <param name="Settings">Name and version of the intervals and days of grace that were applied.</param>
/// <param name="Items">By due day.</param>
/// <param name="Next">Cursor of the next page; null on the last one.</param>
public sealed record CalendarPage(DateOnly Today, string Settings, IReadOnlyList<CalendarItem> Items, string? Next);

/// <summary>What is asked of the calendar.</summary>
public sealed record CalendarQuery
{
    /// <summary>First due day, <c>YYYY-MM-DD</c>.</summary>
    public string? From { get; init; }

    /// <summary>Last due day, <c>YYYY-MM-DD</c>.</summary>
    public string? To { get; init; }

    /// <summary>States, separated by commas: upcoming, due, overdue, missed, kept.</summary>
    public string? State { get; init; }

    /// <summary>What is planned, such as visit, mri or infusion; everything when left out.</summary>
    public string? What { get; init; }

    /// <summary>Where the page begins: the next of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>Items on a page, 1 to 200; 50 when left out.</summary>
    public string? Limit { get; init; }
}

/// <summary>
/// The calendar of a clinic. Asked for nothing in particular it says what a clinic needs in the morning: everything overdue and due, and
/// what falls due within the next 28 days.
/// </summary>
public static partial class GetCalendar
{
    public const int DaysAhead = 28;

    private static readonly string[] Columns =
        ["patient_id", "study_number", "what", "due_on", "window_from", "window_to", "state", "days_overdue", "stated_by", "kept_by",
            "kept_on", "last_contact", "agent", "analyte", "daily_dose_mg", "taken_mg_per_day_at_least", "taken_mg_per_day_at_most",
            "deviation_mg_per_day_at_least", "deviation_mg_per_day_at_most"];

    private static readonly ReadParameter[] Parameters =
    [
        new("from", "First due day.") { Format = "date" },
        new("to", "Last due day.") { Format = "date" },
        new("state", "How they stand today, one or more.") { Separated = true, Values = [.. StoredName.All<PlannedState>()] },
        new("what", "What is planned; everything unless given.") { Values = [.. StoredName.All<PlannedKind>()] },
        PatientParameters.After, PatientParameters.Limit with { Description = "Most items on the page; 50 unless given." },
    ];

    public static void Map(IEndpointRouteBuilder clinic) =>
        clinic.MapGet("/calendar", AnswerAsync)
            .DescribeRead<CalendarPage>("getClinicCalendar",
                "List what is planned by due day, visits and MRI studies first: due, overdue, missed, kept",
                "application/json", Csv.ContentType)
            .Takes(Parameters)
            .WithDescription(
                "Without 'from', 'to' and 'state': everything overdue and due, and what falls due within 28 days. Windows and limits are "
                    + "house defaults.");

    private static async Task<IResult> AnswerAsync(
        HttpContext http, ClinicCalendars calendars, CalendarSettings settings, TimeProvider time, [AsParameters] CalendarQuery query)
    {
        if (!Filter.TryParse(query, time.Today(), out var filter, out var problem)) return problem!;
        if (MediaTypes.Preferred(http.Request, "application/json", Csv.ContentType) is not { } form)
            return Problem.NotAcceptable($"Accept application/json or {Csv.ContentType}.");
        var clinic = http.User.Clinic();
        var applied = await settings.OfAsync(clinic, http.RequestAborted);
        var patients = await calendars.PatientsAsync(clinic, !filter.Past, http.RequestAborted);
        var found = patients
            .SelectMany(patient =>
                (filter.Past ? FollowUpCalendar.Of(patient.Dates, applied) : FollowUpCalendar.OpenOf(patient.Dates, applied))
                .Select(planned => CalendarItem.Of(patient, planned, filter.Today)))
            .Where(filter.Admits)
            .Select(item => (item.Place, Item: item))
            .Where(placed => string.CompareOrdinal(placed.Place, filter.After) > 0)
            .OrderBy(placed => placed.Place, StringComparer.Ordinal)
            .Take(filter.Size + 1).ToList();
        var items = found.Take(filter.Size).Select(placed => placed.Item).ToList();
        AccessNote.Saw(items.Select(item => item.PatientId));
        var next = found.Count > filter.Size ? Base64Url.EncodeToString(Encoding.ASCII.GetBytes(found[filter.Size - 1].Place)) : null;
        http.Response.Headers.Vary = HeaderNames.Accept;
        return form == Csv.ContentType
            ? Table(http, items, next)
            : TypedResults.Json(new CalendarPage(filter.Today, applied.Id, items, next), EntryJson.Options);
    }

    private static IResult Table(HttpContext http, List<CalendarItem> items, string? next)
    {
        var text = new StringWriter();
        Csv.Write(text, Columns);
        foreach (var i in items)
        {
            Csv.Write(text,
            [
                i.PatientId, i.StudyNumber, StoredName.Of(i.What), i.DueOn, i.Window.From, i.Window.To, StoredName.Of(i.State),
                i.DaysOverdue, i.StatedBy, i.KeptBy,
                i.KeptOn?.ToString(), i.LastContact?.ToString(), i.Agent is { } agent ? StoredName.Of(agent) : null,
                i.Analyte is { } analyte ? StoredName.Of(analyte) : null, i.DailyDoseMg,
                i.Taken?.MgPerDayAtLeast, i.Taken?.MgPerDayAtMost, i.Taken?.DeviationAtLeast, i.Taken?.DeviationAtMost,
            ]);
        }

        // A table has no place for the cursor.
        if (next is not null)
        {
            var path = http.Request.PathBase.Add(http.Request.Path).ToUriComponent();
            http.Response.Headers.Link = $"<{path}{QueryString.Create(WithCursor(http.Request.Query, next))}>; rel=\"next\"";
        }

        return TypedResults.Text(text.ToString(), $"{Csv.ContentType}; charset=utf-8; header=present", Encoding.UTF8);
    }

    private static IEnumerable<KeyValuePair<string, string?>> WithCursor(IQueryCollection query, string next) =>
        query.Where(pair => pair.Key != "cursor").Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.ToString()))
            .Append(new("cursor", next));

    private sealed partial record Filter(
        DateOnly Today, DateOnly From, DateOnly To, IReadOnlyList<PlannedState> States, PlannedKind? What, string After, int Size,
        bool Morning)
    {
        private static readonly PlannedState[] Ahead = [PlannedState.Upcoming, PlannedState.Due, PlannedState.Overdue];

        /// <summary>Whether what was kept or missed is asked for too.</summary>
        public bool Past => States.Any(state => state is PlannedState.Kept or PlannedState.Missed);

        public bool Admits(CalendarItem item) =>
            States.Contains(item.State) && (What is null || item.What == What) && item.DueOn >= From && item.DueOn <= To
            && !(Morning && item.State == PlannedState.Upcoming && item.DueOn > Today.AddDays(DaysAhead));

        public static bool TryParse(CalendarQuery query, DateOnly today, out Filter filter, out Problem? problem)
        {
            filter = null!;
            problem = null;
            var (from, to, size) = (DateOnly.MinValue, DateOnly.MaxValue, 50);
            var states = query.State is { } text ? text.Split(',').Select(Parsed<PlannedState>).ToArray() : [];
            var what = query.What is { } kind ? Parsed<PlannedKind>(kind) : null;
            var after = query.Cursor is null ? "" : Cursor(query.Cursor);
            if (query.From is { } first && ParameterText.TryDay(first, out var day)) from = day;
            if (query.To is { } last && ParameterText.TryDay(last, out day)) to = day;
            if (from > to) problem = Problem.InvalidParameter("to", "a day not before 'from'.");
            else if (after is null) problem = Problem.InvalidParameter("cursor", "the 'next' of a page.");
            else if (query.Limit is { } limit
                && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size)
                    || size is < 1 or > ListPatients.MaximumPageSize))
                problem = Problem.InvalidParameter("limit", $"a whole number from 1 to {ListPatients.MaximumPageSize}.");
            if (problem is not null) return false;

            var morning = query is { From: null, To: null, State: null };
            filter = new(today, from, to,
                states.Length > 0 ? [.. states.Select(state => state!.Value)] : morning ? Ahead : Enum.GetValues<PlannedState>(), what,
                after!, size, morning);
            return true;
        }

        private static T? Parsed<T>(string word)
            where T : struct, Enum => StoredName.TryRead<T>(word, out var value) ? value : null;

        private static string? Cursor(string cursor) =>
            ParameterText.TryBytes(cursor, out var bytes) && Encoding.ASCII.GetString(bytes) is var place && PlaceText().IsMatch(place)
                ? place
                : null;

        // What CalendarItem.Place writes.
        [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9](?: [0-9a-f]{32}){3}\z", RegexOptions.CultureInvariant, 1000)]
        private static partial Regex PlaceText();
    }
}
