using Microsoft.AspNetCore.Antiforgery;

namespace IgG4FollowUp.Web.Pages;

/// <summary>Who reads a page.</summary>
/// <param name="Name">The user's name in the token.</param>
/// <param name="Clinic">The clinic's slug; null for a monitor of all clinics.</param>
/// <param name="SignOut">Antiforgery token of the sign-out form; null when signing out is the proxy's business.</param>
/// <param name="IsClinician">Whether patients and alerts are open.</param>
/// <param name="IsMonitor">Whether the access record is open.</param>
public sealed record PageReader(string Name, string? Clinic, AntiforgeryTokenSet? SignOut, bool IsClinician, bool IsMonitor);
