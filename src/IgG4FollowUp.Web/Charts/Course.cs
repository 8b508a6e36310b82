using System.Globalization;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;
using IgG4FollowUp.Web.Patients;

namespace IgG4FollowUp.Web.Charts;

/// <summary>A row of the drawing.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Bottom">Lower edge.</param>
public sealed record Lane(string Name, double Top, double Bottom)
{
    public double Middle => (Top + Bottom) / 2;

    /// <summary>What its axis measures; null for a lane without one.</summary>
    public string? Unit { get; init; }

    /// <summary>Where values stand on its axis.</summary>
    public IReadOnlyList<(double Y, string Text)> Ticks { get; init; } = [];
}

/// <summary>Something at a date: a point, or an interval when the date is partial.</summary>
/// <param name="Lane">Name of its lane.</param>
/// <param name="From">Left end.</param>
/// <param name="To">Right end.</param>
/// <param name="Y">Height.</param>
/// <param name="Kind">What it is; also its class in the stylesheet.</param>
/// <param name="Title">In words.</param>
/// <param name="Text">Short text drawn with it.</param>
/// <param name="EntryId">The entry that it shows; null when it shows none.</param>
public sealed record Mark(
    string Lane, double From, double To, double Y, string Kind, string Title, string? Text = null, Guid? EntryId = null)
{
    public bool IsInterval => To - From > 3;

    public double Middle => (From + To) / 2;
}

/// <summary>How a drawing is laid out.</summary>
/// <param name="Width">Its width.</param>
/// <param name="Left">Left edge of the lanes.</param>
/// <param name="NamesAbove">Whether names stand above their lanes instead of beside them.</param>
/// <param name="Days">Days before the last word at which it begins; null for the whole course.</param>
public sealed record CourseLayout(double Width, double Left, bool NamesAbove, int? Days)
{
    /// <summary>The whole course.</summary>
    public static CourseLayout Wide { get; } = new(960, 148, NamesAbove: false, Days: null);

    /// <summary>The last year on record, for a narrow screen.</summary>
    public static CourseLayout Narrow { get; } = new(360, 34, NamesAbove: true, Days: 365);
}

/// <summary>A patient's course as a drawing up to a day, and what is planned after it. Pure.</summary>
public sealed record Course
{
    // Plans are drawn so far ahead; what is planned later stands in the words beside the drawing.
    private const int DaysAhead = 183;

    public required CourseLayout Layout { get; init; }

    /// <summary>The time axis; null when no entry has a date, and then nothing is drawn.</summary>
    public TimeScale? Time { get; private init; }

    public IReadOnlyList<Lane> Lanes { get; private init; } = [];

    public double Height { get; private init; }

    public IReadOnlyList<Mark> Marks { get; private init; } = [];

    /// <summary>Points of the line through the assessed grades; slanted across an interval in which the change cannot be placed.</summary>
    public string GradeLine { get; private init; } = "";

    /// <summary>The last grade up to the day that is told of; empty when it was assessed then.</summary>
    public string GradeSince { get; private init; } = "";

    /// <summary>Lines through results of serum IgG4 on one assay each.</summary>
    public IReadOnlyList<string> IgG4Lines { get; private init; } = [];

    /// <summary>Height of the upper limit of normal; null without a result.</summary>
    public double? UpperLimit { get; private init; }

    /// <summary>Outlines of the dose: the least and the most that the record allows, up to the last word.</summary>
    public (string Least, string Most) Dose { get; private init; } = ("", "");

    /// <summary>The dose since the last word; empty when none goes on.</summary>
    public string UnheardDose { get; private init; } = "";

    /// <summary>Line of the planned dose.</summary>
    public string PlannedDose { get; private init; } = "";

    /// <summary>Where the day stands that is told of; null when the drawing ends with the follow-up.</summary>
    public (double X, string Text)? Today { get; private init; }

    /// <summary>The table of prednisone equivalents in use.</summary>
    public string Factors { get; private init; } = "";

    /// <summary>Number of entries that cannot be drawn because their date is not reported.</summary>
    public int WithoutDate { get; private init; }

    /// <summary>The drawing in sentences.</summary>
    public IReadOnlyList<string> Sentences { get; private init; } = [];

    public static Course Of(PatientReading patient, CourseLayout layout)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(layout);
        var (chart, exposure) = (patient.Chart, patient.Reading.Exposure);
        var drawn = chart.Entries.Where(entry => entry.Date.IsReported).ToList();
        var course = new Course
        {
            Layout = layout,
            Factors = exposure.Factors.Id,
            WithoutDate = chart.Entries.Length - drawn.Count,
            Sentences = CourseSentences.Of(patient),
        };
        if (drawn.Count == 0) return course;

        var until = patient.Until;
        var ahead = patient.Open.Select(contact => contact.DueOn).Concat(patient.Taper.Select(step => step.DueOn))
            .Where(day => day > until && day <= until.AddDays(DaysAhead)).DefaultIfEmpty(until).Max();
        var from = drawn.Min(entry => entry.Date.Earliest);
        // So many days before the last word: a year in which nobody came shows what was known before it.
        if (layout.Days is { } days && patient.Heard is { } word && word.AddDays(-days) > from) from = word.AddDays(-days);
        // A single day has no width.
        var to = ahead.DayNumber - from.DayNumber < 30 ? from.AddDays(30) : ahead;
        // Room at the edges, so that no mark is cut in half.
        var room = 2 + (to.DayNumber - from.DayNumber) / 60;
        var time = new TimeScale(from.AddDays(-room), to.AddDays(room), layout.Left, layout.Width - 16);
        var highest = Highest(patient);
        var lanes = LanesOf(patient, layout, highest);
        var marks = new CourseMarks(patient, time, lanes);
        marks.AddAll(drawn);

        var dose = lanes.Find(lane => lane.Name == CourseLanes.Dose);
        var heard = patient.Heard < until ? patient.Heard.Value : until;
        return course with
        {
            Time = time,
            Lanes = lanes,
            Height = lanes[^1].Bottom + 34,
            Marks = marks.All,
            GradeLine = LineOf(drawn, time, lanes[0], out var last),
            GradeSince = last is { } grade && time.At(until) > grade.X
                ? $"M{Number(grade.X)} {Number(grade.Y)}H{Number(time.At(until))}"
                : "",
            IgG4Lines = marks.IgG4Lines,
            UpperLimit = lanes.Find(lane => lane.Name == CourseLanes.IgG4) is { } igG4 ? CourseLanes.IgG4Y(igG4, 1) : null,
            Dose = dose is null ? ("", "") : (Outline(exposure, time, dose, highest, heard, step => step.AtLeast),
                Outline(exposure, time, dose, highest, heard, step => step.AtMost)),
            UnheardDose = dose is null || heard == until ? "" : Unheard(exposure.DoseOn(heard), time, dose, highest, heard, until),
            PlannedDose = dose is null ? "" : Planned(patient, time, dose, highest),
            Today = patient.IsFollowed ? (time.At(until), until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null,
        };
    }

    private static List<Lane> LanesOf(PatientReading patient, CourseLayout layout, double highest)
    {
        var chart = patient.Chart;
        var lanes = new List<Lane>();
        Add(CourseLanes.Grade, 104, true, "", lane =>
            [.. Enum.GetValues<AsiaGrade>().Select(grade => (CourseLanes.GradeY(lane, grade), grade.ToString()))]);
        Add(CourseLanes.Function, 28, CourseLanes.HasFunction(chart));
        Add(CourseLanes.Recurrence, 28, patient.Events.Length > 0 || chart.Of<RecurrenceRecorded>().Any());
        Add(CourseLanes.IgG4, 84, CourseLanes.HasIgG4(chart), "× upper limit", lane =>
            [.. CourseLanes.IgG4Ticks.Select(times => (CourseLanes.IgG4Y(lane, times), times.ToString(CultureInfo.InvariantCulture)))]);
        Add(CourseLanes.Dose, 100, !patient.Reading.Exposure.Systemic.IsEmpty || patient.Taper.Any(), "prednisone, mg/day", lane =>
            [.. CourseLanes.DoseTicks(highest)
                .Select(mg => (CourseLanes.DoseY(lane, mg, highest), mg.ToString("#,0", CultureInfo.InvariantCulture)))]);
        Add(CourseLanes.Agents, 28, patient.Reading.Treatments.Agents.Length > 0);
        Add(CourseLanes.Mri, 28, chart.Of<LesionImaged>().Any());
        Add(CourseLanes.Organs, 28, chart.Of<OrganAssessed>().Any());
        Add(CourseLanes.Surgery, 28, chart.Of<SurgeryPerformed>().Any());
        Add(CourseLanes.Visits, 28, true);
        return lanes;

        void Add(string name, double height, bool used, string? unit = null, Func<Lane, IReadOnlyList<(double, string)>>? ticks = null)
        {
            if (!used) return;
            var top = (lanes.Count == 0 ? 12 : lanes[^1].Bottom + 8) + (layout.NamesAbove ? 16 : 0);
            var lane = new Lane(name, top, top + height) { Unit = unit };
            lanes.Add(ticks is null ? lane : lane with { Ticks = ticks(lane) });
        }
    }

    private static string LineOf(List<ClinicalEntry> drawn, TimeScale time, Lane lane, out (double X, double Y)? last)
    {
        var line = new List<string>();
        var (x, y) = (0d, 0d);
        last = null;
        foreach (var assessed in drawn.OfType<AsiaGradeRecorded>())
        {
            if (AsiaGrades.Determined(assessed) is not { } grade) continue;
            // Of what lies before the drawing the last one counts.
            if (assessed.AssessedOn.Latest < time.From) line.Clear();
            var (from, to) = time.At(assessed.AssessedOn);
            // The former grade holds until the earliest day of the next one; overlapping intervals never run backwards.
            if (line.Count > 0) line.Add(Point(x = Math.Max(x, from), y));
            y = CourseLanes.GradeY(lane, grade);
            line.Add(Point(x = Math.Max(x, to), y));
            last = (x, y);
        }

        return string.Join(' ', line);
    }

    private static string Outline(
        SteroidExposure exposure, TimeScale time, Lane lane, double highest, DateOnly last, Func<DoseRange, Fraction?> bound)
    {
        var line = new List<string>();
        var (start, y) = (false, CourseLanes.DoseY(lane, 0, highest));
        foreach (var step in exposure.Dose.Steps)
        {
            if (step.From > last) break;
            // Of what lies before the drawing the last step counts.
            if (step.From < time.From) (line, start) = ([], false);
            var x = time.At(step.From);
            if (!start) line.Add($"M{Number(x)} {Number(y)}");
            start = true;
            line.Add($"H{Number(x)}");
            // No upper bound: up to the lane's edge.
            y = bound(step.Dose) is { } dose ? CourseLanes.DoseY(lane, (double)dose.Round(2), highest) : lane.Top;
            line.Add($"V{Number(y)}");
        }

        if (!start) return "";
        line.Add($"H{Number(time.At(last))}V{Number(CourseLanes.DoseY(lane, 0, highest))}Z");
        return string.Concat(line);
    }

    private static string Unheard(DoseRange dose, TimeScale time, Lane lane, double highest, DateOnly heard, DateOnly until)
    {
        if (dose.AtMost == Fraction.Zero) return "";
        var y = dose.AtMost is { } most ? CourseLanes.DoseY(lane, (double)most.Round(2), highest) : lane.Top;
        return $"M{Number(time.At(heard))} {Number(CourseLanes.DoseY(lane, 0, highest))}V{Number(y)}H{Number(time.At(until))}"
            + $"V{Number(CourseLanes.DoseY(lane, 0, highest))}Z";
    }

    private static string Planned(PatientReading patient, TimeScale time, Lane lane, double highest)
    {
        var line = new List<string>();
        foreach (var step in patient.Taper)
        {
            var (x, y) = (time.At(step.DueOn), CourseLanes.DoseY(lane, (double)step.PlannedMgPerDay!.Value, highest));
            line.Add(line.Count == 0 ? $"M{Number(x)} {Number(y)}" : $"H{Number(x)}V{Number(y)}");
        }

        return line.Count == 0 ? "" : string.Concat(line) + $"H{Number(time.Right)}";
    }

    private static double Highest(PatientReading patient) => Math.Max(
        10,
        patient.Reading.Exposure.Dose.Steps.Select(step => (double)(step.Dose.AtMost ?? step.Dose.AtLeast).Round(2))
            .Concat(patient.Taper.Select(step => (double)step.PlannedMgPerDay!.Value)).DefaultIfEmpty(0).Max());

    private static string Point(double x, double y) => $"{Number(x)},{Number(y)}";

    internal static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
