using IgG4FollowUp.Api.SignIn;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>
/// What is to be had of a clinic's patients before their data are made anything of beyond their own care. Setting
/// <c>Cohort:ConsentForReuse</c>: required, as unless set, leaves out whoever did not agree; unless-refused leaves out whoever refused, and
/// is taken only together with the legal basis in <c>Cohort:LegalBasisForReuse</c>.
/// </summary>
/// <param name="Rule">What is required.</param>
public sealed record ConsentForReuse(ReuseRule Rule)
{
    public const string Setting = "Cohort:ConsentForReuse";

    public const string BasisSetting = "Cohort:LegalBasisForReuse";

    // House default: fewer say nothing, such as n/a.
    private const int ShortestBasis = 10;

    /// <summary>Reads both settings.</summary>
    /// <exception cref="SettingMissingException">One is not what it must be.</exception>
    public static ConsentForReuse From(IConfiguration configuration)
    {
        var (said, basis) = (configuration[Setting], configuration[BasisSetting]);
        if (string.IsNullOrEmpty(said) || said == StoredName.Of(ReuseRule.Required)) return new(ReuseRule.Required);
        if (said != StoredName.Of(ReuseRule.UnlessRefused))
            throw new SettingMissingException(
                $"{Setting} must be {StoredName.Of(ReuseRule.Required)} or {StoredName.Of(ReuseRule.UnlessRefused)}.");
        return basis?.Trim().Length >= ShortestBasis
            ? new(ReuseRule.UnlessRefused)
            : throw new SettingMissingException(
                $"{BasisSetting} must say in words on what legal basis data are reused without consent, such as the article of a law or "
                    + $"an ethics committee's waiver; {Setting} is {said}.");
    }
}
