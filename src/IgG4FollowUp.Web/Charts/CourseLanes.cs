using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Web.Charts;

/// <summary>Names of the lanes and their axes.</summary>
internal static class CourseLanes
{
    public const string Grade = "AIS grade";
    public const string Function = "Function";
    public const string Recurrence = "Recurrence";
    public const string IgG4 = "Serum IgG4";
    public const string Dose = "Glucocorticoid";
    public const string Agents = "Agents";
    public const string Mri = "MRI";
    public const string Organs = "Organs";
    public const string Surgery = "Surgery";
    public const string Visits = "Visits";

    private const double LeastTimes = 0.25;
    private const double MostTimes = 10;

    /// <summary>Labelled multiples of the upper limit.</summary>
    public static IReadOnlyList<double> IgG4Ticks { get; } = [0.5, 1, 2, 5, 10];

    public static bool HasFunction(PatientChart chart) =>
        chart.Of<StatusAssessed>().Any(status => (status.Mjoa ?? status.MjoaThoracic) is not null);

    public static bool HasIgG4(PatientChart chart) => chart.Of<LabMeasured>().Any(lab => lab.Analyte == Analyte.SerumIgG4);

    public static double GradeY(Lane lane, AsiaGrade grade) => lane.Bottom - 10 - ((int)grade * (lane.Bottom - lane.Top - 20) / 4);

    /// <summary>Logarithms, so that a doubling is as high wherever it begins; what lies beyond stands at the edge.</summary>
    public static double IgG4Y(Lane lane, double times) => lane.Bottom - 6
        - (Math.Log(Math.Clamp(times, LeastTimes, MostTimes) / LeastTimes) / Math.Log(MostTimes / LeastTimes)
            * (lane.Bottom - lane.Top - 14));

    /// <summary>Square roots, so that a taper stays readable beside a pulse of a gram.</summary>
    public static double DoseY(Lane lane, double mg, double highest) =>
        lane.Bottom - (Math.Sqrt(mg / highest) * (lane.Bottom - lane.Top - 8));

    public static IEnumerable<double> DoseTicks(double highest)
    {
        yield return 0;
        double[] candidates = highest > 100 ? [20, 100, 500, 1000, 2000, 4000] : highest > 30 ? [5, 20, 40, 60, 80] : [2, 5, 10, 20];
        foreach (var mg in candidates.Where(mg => mg <= highest)) yield return mg;
    }
}
