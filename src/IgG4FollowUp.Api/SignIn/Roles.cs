namespace IgG4FollowUp.Api.SignIn;

/// <summary>Roles and claims of a token.</summary>
public static class Roles
{
    /// <summary>Reads and writes the patients of the clinic in the token.</summary>
    public const string Clinician = "clinician";

    /// <summary>Reads de-identified data of all clinics; writes nothing.</summary>
    public const string Analyst = "analyst";

    /// <summary>
    /// Besides <see cref="Analyst"/>: sees data of single people, where the service's owner leaves it to this role. Alone it opens nothing.
    /// </summary>
    public const string RowAnalyst = "row-analyst";

    /// <summary>Runs the service; may import into the clinic in the token, reads no patient.</summary>
    public const string Admin = "admin";

    /// <summary>Reads the access record: of the clinic in the token, or without one of all; reads no patient's data.</summary>
    public const string Monitor = "monitor";

    public const string RoleClaim = "role";
    public const string ClinicClaim = "clinic";

    /// <summary>Those that open something by themselves.</summary>
    public static readonly IReadOnlyList<string> All = [Clinician, Analyst, Admin, Monitor];

    /// <summary>Everything that a token may say of somebody.</summary>
    public static readonly IReadOnlyList<string> Named = [.. All, RowAnalyst];
}
