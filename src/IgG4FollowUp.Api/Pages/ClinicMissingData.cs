using System.Security.Claims;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Api.Storage;
using IgG4FollowUp.Domain.Quality;
using IgG4FollowUp.Web.Quality;

namespace IgG4FollowUp.Api.Pages;

/// <summary>What the page of missing data reads.</summary>
public sealed class ClinicMissingData(ChartsAsOf charts) : IClinicQuality
{
    public async Task<QualityPage?> PageAsync(ClaimsPrincipal reader, string? cursor, CancellationToken cancellation)
    {
        if (!Cursor.TryParse(cursor, limit: null, out var after, out var size, out _)) return null;
        var page = await charts.PageAsync(ChartScope.OfClinic(reader.Clinic()), sequence: null, after, size, cancellation);
        return new([.. page.Charts.Select(item => PatientQuality.Of(item.Chart))], page.Last is { } last ? Cursor.Text(last) : null);
    }
}
