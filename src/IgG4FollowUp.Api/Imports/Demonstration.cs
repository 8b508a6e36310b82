using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Api.Synthetic;

namespace IgG4FollowUp.Api.Imports;

/// <summary>Published and made-up patients to look at: loaded into clinics of their own when the database holds no event yet.</summary>
public static class Demonstration
{
    /// <summary>The published cases that come with the service, and the clinic each file goes to.</summary>
    public static readonly IReadOnlyList<(string Clinic, string File)> Files =
        [("published-cases", "published-cases.csv"), ("comparators", "comparator-cases.csv")];

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Imports", "Published", file);

    /// <returns>False when the database holds events already.</returns>
    public static async Task<bool> LoadAsync(IServiceProvider services, Action<string> say, CancellationToken cancellation = default)
    {
        if (await services.GetRequiredService<EventLog>().AnyAsync(cancellation)) return false;
        // First, because its events are dated in the past and the store's order should be that of recording.
        await SyntheticClinic.LoadPublished45Async(services, say, cancellation);
        foreach (var (clinic, file) in Files)
        {
            await using var scope = services.CreateAsyncScope();
            var (rows, problem) = CaseFile.Read(await File.ReadAllBytesAsync(PathOf(file), cancellation), cancellation: cancellation);
            if (problem is not null) throw new InvalidOperationException($"{file}: {problem.Detail}");
            var report = await scope.ServiceProvider.GetRequiredService<Importer>().RunAsync(
                new(clinic, ImportMode.AllOrNothing, DryRun: false, new WriteRequest("demonstration", null, null, [])), rows,
                _ => Task.CompletedTask, cancellation);
            var summary = report.Summary;
            say(summary.Applied
                ? $"Imported {summary.Accepted + summary.AcceptedWithWarnings} published patients from {file} into the clinic '{clinic}'"
                : $"{file} was not imported into the clinic '{clinic}': {summary.Refused} of {summary.Rows} rows are refused");
        }

        return true;
    }
}
