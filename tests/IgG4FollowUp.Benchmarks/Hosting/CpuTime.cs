using System.Globalization;

namespace IgG4FollowUp.Benchmarks.Hosting;

/// <summary>
/// Seconds of processor time that this process and its PostgreSQL have used: unlike the clock, it says nothing of what else the machine
/// does.
/// </summary>
/// <param name="Own">Of this process, client and service.</param>
/// <param name="Postgres">Of PostgreSQL with all its connections, those that are closed too.</param>
internal readonly record struct CpuTime(double Own, double Postgres)
{
    // Linux counts in hundredths of a second, whatever the kernel's own tick.
    private const double TicksPerSecond = 100;

    // Places in /proc/<pid>/stat after the name of the command.
    private const int Parent = 1;
    private const int UserTime = 11;
    private const int Times = 4;

    public double Total => Own + Postgres;

    public static CpuTime operator -(CpuTime later, CpuTime earlier) => new(later.Own - earlier.Own, later.Postgres - earlier.Postgres);

    /// <summary>What was used so far.</summary>
    /// <param name="folder">The folder in which the service keeps its files.</param>
    public static CpuTime Used(string folder)
    {
        var id = File.ReadLines(Directory.GetFiles(folder, "postmaster.pid", SearchOption.AllDirectories)[0]).First();
        var ticks = 0L;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            if (Fields(process) is { } fields && (Path.GetFileName(process) == id || fields[Parent] == id))
                ticks += fields.Skip(UserTime).Take(Times).Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
        }

        return new(Environment.CpuUsage.TotalTime.TotalSeconds, ticks / TicksPerSecond);
    }

    private static string[]? Fields(string process)
    {
        try
        {
            var stat = File.ReadAllText(Path.Combine(process, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
