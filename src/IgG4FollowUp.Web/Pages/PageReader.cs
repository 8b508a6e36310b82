using Microsoft.AspNetCore.Antiforgery;

namespace IgG4FollowUp.Web.Pages;

/// <summary>Who reads a page.</summary>
/// <param name="Name">How the provider of sign-in names the person; the user's name in the record where it does not.</param>
/// <param name="Clinic">The clinic's slug; null for a monitor of all clinics.</param>
/// <param name="OtherClinics">Clinics that the person may go over to.</param>
/// <param name="Form">What a form of the page carries, so that no other site can send it.</param>
/// <param name="SignedInHere">Whether there is a session to end; false when signing in and out is a proxy's business.</param>
/// <param name="IsClinician">Whether patients and alerts are open.</param>
/// <param name="IsMonitor">Whether the access record is open.</param>
public sealed record PageReader(
    string Name, string? Clinic, IReadOnlyList<string> OtherClinics, AntiforgeryTokenSet Form, bool SignedInHere, bool IsClinician,
    bool IsMonitor);
