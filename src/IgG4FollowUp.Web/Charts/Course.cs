using System.Globalization;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Domain.Therapy;

namespace IgG4FollowUp.Web.Charts;

/// <summary>A row of the drawing.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Top">Upper edge.</param>
/// <param name="Bottom">Lower edge.</param>
public sealed record Lane(string Name, double Top, double Bottom)
{
    public double Middle => (Top + Bottom) / 2;
}

/// <summary>Something at a date: a point, or an interval when the date is partial.</summary>
/// <param name="From">Left end.</param>
/// <param name="To">Right end.</param>
/// <param name="Y">Height.</param>
/// <param name="Kind">What it is; also its class in the stylesheet.</param>
/// <param name="Title">In words.</param>
/// <param name="Text">Short text drawn with it.</param>
public sealed record Mark(double From, double To, double Y, string Kind, string Title, string? Text = null)
{
    public bool IsInterval => To - From > 3;

    public double Middle => (From + To) / 2;
}

/// <summary>A patient's course as a drawing: grade, dose, imaging, operations, recurrences and visits over one time axis. Pure.</summary>
public sealed record Course
{
    public const double Width = 960;
    private const double Left = 118;
    private const double Right = Width - 16;

    /// <summary>The time axis; null when no entry has a date, and then nothing is drawn.</summary>
    public TimeScale? Time { get; private init; }

    public IReadOnlyList<Lane> Lanes { get; private init; } = [];

    public double Height { get; private init; }

    public IReadOnlyList<Mark> Marks { get; private init; } = [];

    /// <summary>Points of the line through the assessed grades; slanted across an interval in which the change cannot be placed.</summary>
    public string GradeLine { get; private init; } = "";

    public IReadOnlyList<(double Y, string Text)> GradeTicks { get; private init; } = [];

    /// <summary>Outlines of the dose: the least and the most that the record allows.</summary>
    public (string Least, string Most) Dose { get; private init; } = ("", "");

    public IReadOnlyList<(double Y, string Text)> DoseTicks { get; private init; } = [];

    /// <summary>The table of prednisone equivalents in use.</summary>
    public string Factors { get; private init; } = "";

    /// <summary>Number of entries that cannot be drawn because their date is not reported.</summary>
    public int WithoutDate { get; private init; }

    /// <summary>The drawing in sentences.</summary>
    public IReadOnlyList<string> Sentences { get; private init; } = [];

    public static Course Of(PatientChart chart)
    {
        var exposure = SteroidExposure.Of(chart);
        var drawn = chart.Entries.Where(entry => entry.Date.IsReported).ToList();
        var course = new Course
        {
            Factors = exposure.Factors.Id,
            WithoutDate = chart.Entries.Length - drawn.Count,
            Sentences = CourseSentences.Of(chart, exposure),
        };
        if (drawn.Count == 0) return course;

        var due = chart.End is null ? chart.Of<VisitLogged>().LastOrDefault()?.NextVisitDueOn : null;
        var last = drawn.Max(entry => entry.Date.Latest);
        var from = drawn.Min(entry => entry.Date.Earliest);
        var to = due > last ? due.Value : last;
        // A single day has no width.
        if (to.DayNumber - from.DayNumber < 30) to = from.AddDays(30);
        // Room at the edges, so that no mark is cut in half.
        var room = 2 + (to.DayNumber - from.DayNumber) / 60;
        var time = new TimeScale(from.AddDays(-room), to.AddDays(room), Left, Right);
        var lanes = LanesOf(chart);
        var marks = new CourseMarks(time, lanes);
        foreach (var entry in drawn) marks.Add(entry, chart);
        if (due is { } day) marks.AddDue(day);

        var grade = lanes[0];
        var dose = lanes[1];
        var highest = Highest(exposure);
        return course with
        {
            Time = time,
            Lanes = lanes,
            Height = lanes[^1].Bottom + 34,
            Marks = marks.All,
            GradeLine = LineOf(drawn, time, grade),
            GradeTicks = [.. Enum.GetValues<AsiaGrade>().Select(g => (GradeY(grade, g), g.ToString()))],
            Dose = (Outline(exposure, time, dose, highest, last, step => step.AtLeast),
                Outline(exposure, time, dose, highest, last, step => step.AtMost)),
            DoseTicks = [.. Ticks(highest).Select(mg => (DoseY(dose, mg, highest), mg.ToString("#,0", CultureInfo.InvariantCulture)))],
        };
    }

    internal static double GradeY(Lane lane, AsiaGrade grade) => lane.Bottom - 10 - (int)grade * (lane.Bottom - lane.Top - 20) / 4;

    private static List<Lane> LanesOf(PatientChart chart)
    {
        var lanes = new List<Lane> { new("AIS grade", 12, 136), new("Prednisone, mg/day", 156, 262) };
        Add("Sparing agent", chart.Of<SparingAgentStarted>().Any());
        Add("Surgery", chart.Of<SurgeryPerformed>().Any());
        Add("Recurrence", chart.Of<RecurrenceRecorded>().Any());
        Add("MRI", chart.Of<LesionImaged>().Any());
        Add("Visits", chart.Of<VisitLogged>().Any());
        return lanes;

        void Add(string name, bool used)
        {
            if (used) lanes.Add(new(name, lanes[^1].Bottom + 8, lanes[^1].Bottom + 36));
        }
    }

    private static string LineOf(List<ClinicalEntry> drawn, TimeScale time, Lane lane)
    {
        var line = new List<string>();
        var (x, y) = (0d, 0d);
        foreach (var assessed in drawn.OfType<AsiaGradeRecorded>())
        {
            if (AsiaGrades.Determined(assessed) is not { } grade) continue;
            var (from, to) = time.At(assessed.AssessedOn);
            // The former grade holds until the earliest day of the next one; overlapping intervals never run backwards.
            if (line.Count > 0) line.Add(Point(x = Math.Max(x, from), y));
            y = GradeY(lane, grade);
            line.Add(Point(x = Math.Max(x, to), y));
        }

        return string.Join(' ', line);
    }

    private static string Outline(
        SteroidExposure exposure, TimeScale time, Lane lane, double highest, DateOnly last, Func<DoseRange, Fraction?> bound)
    {
        var line = new List<string>();
        var (start, y) = (false, DoseY(lane, 0, highest));
        foreach (var step in exposure.Dose.Steps)
        {
            var x = time.At(step.From);
            if (!start) line.Add($"M{Number(x)} {Number(y)}");
            start = true;
            line.Add($"H{Number(x)}");
            // No upper bound: up to the lane's edge.
            y = bound(step.Dose) is { } dose ? DoseY(lane, (double)dose.Round(2), highest) : lane.Top;
            line.Add($"V{Number(y)}");
        }

        if (!start) return "";
        line.Add($"H{Number(time.At(last))}V{Number(DoseY(lane, 0, highest))}Z");
        return string.Concat(line);
    }

    private static double Highest(SteroidExposure exposure) =>
        Math.Max(10, exposure.Dose.Steps.Select(step => (double)(step.Dose.AtMost ?? step.Dose.AtLeast).Round(2)).DefaultIfEmpty(0).Max());

    // Square roots, so that a taper stays readable beside a pulse of a gram.
    private static double DoseY(Lane lane, double mg, double highest) =>
        lane.Bottom - Math.Sqrt(mg / highest) * (lane.Bottom - lane.Top - 8);

    private static IEnumerable<double> Ticks(double highest)
    {
        yield return 0;
        double[] candidates = highest > 100 ? [20, 100, 500, 1000, 2000, 4000] : highest > 30 ? [5, 20, 40, 60, 80] : [2, 5, 10, 20];
        foreach (var mg in candidates.Where(mg => mg <= highest)) yield return mg;
    }

    private static string Point(double x, double y) => $"{Number(x)},{Number(y)}";

    internal static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
