using System.Runtime.CompilerServices;
using Alba;
using IgG4FollowUp.Api.Analytics.Questions;
using IgG4FollowUp.Api.Analytics.Releases;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>
/// How services of these specs protect persons: not at all, so that answers can be compared to the last person, unless one says so.
/// </summary>
internal static class Protection
{
    /// <summary>What services of these specs require for reuse of the data.</summary>
    public const ReuseRule Reuse = ReuseRule.UnlessRefused;

    [ModuleInitializer]
    internal static void Begin()
    {
        Environment.SetEnvironmentVariable("Cohort__MinimumCellSize", "1");
        Environment.SetEnvironmentVariable("Cohort__RowLevelReads", "true");
        // Most patients of these specs are made up without a word on consent.
        Environment.SetEnvironmentVariable("Cohort__ConsentForReuse", StoredName.Of(Reuse));
        Environment.SetEnvironmentVariable("Cohort__LegalBasisForReuse", "These people are made up for tests.");
    }

    /// <summary>As a service is that was told nothing, up to the end.</summary>
    public static IDisposable Protected(this IAlbaHost host)
    {
        var configuration = host.Services.GetRequiredService<IConfiguration>();
        Set(null, null);
        return new Afterwards(() => Set("1", "true"));

        void Set(string? minimum, string? rows)
        {
            configuration[ReleaseGate.Minimum.Name] = minimum;
            configuration[RowLevelReads.Setting] = rows;
        }
    }

    private sealed class Afterwards(Action act) : IDisposable
    {
        public void Dispose() => act();
    }
}
