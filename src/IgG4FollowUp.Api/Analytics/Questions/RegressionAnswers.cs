using IgG4FollowUp.Api.Http;
using IgG4FollowUp.Api.Patients;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Api.Analytics.Questions;

/// <summary>What a regression of times may be asked besides conditions on columns.</summary>
/// <param name="Definition">Definition of recurrence; composite unless given.</param>
/// <param name="Origin">From when time is counted.</param>
/// <param name="Censoring">Until when somebody without an event counts as free of it.</param>
/// <param name="Covariates">Columns, separated by commas.</param>
/// <param name="Exposures">Treatments as they change with time, separated by commas; Cox only.</param>
/// <param name="Stratum">Column each of whose values has its own baseline hazard; Cox only.</param>
/// <param name="Ties">What is made of tied events; Cox only.</param>
/// <param name="Robust">Whether the variance is the sandwich, clustered by patient; Cox only.</param>
/// <param name="Firth">Whether the likelihood is penalised; Cox only.</param>
/// <param name="Entry">When patients come under observation.</param>
/// <param name="LandmarkDays">Days from the origin to a landmark.</param>
/// <param name="Table">Table to send as CSV or line by line.</param>
public sealed record RegressionQuery(
    string? Definition, string? Origin, string? Censoring, string? Covariates, string? Exposures, string? Stratum, string? Ties,
    string? Robust, string? Firth, string? Entry, string? LandmarkDays, string? Table)
{
    private static readonly string[] DefaultCovariates = ["age_years", "sex"];

    private static readonly ReadParameter CovariateColumns = new(
        "covariates",
        $"Columns, separated by commas: numbers per unit, others against their most frequent value; {string.Join(',', DefaultCovariates)} "
            + "unless exposures are given. Whoever lacks one is left out and counted. One known only later than time begins to count "
            + "is refused.")
    {
        Separated = true,
        Values = [.. Persons.Columns.Where(RegressionTerms.IsCovariate).Select(column => column.Name)],
    };

    public static readonly IReadOnlyList<ReadParameter> CoxParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CovariateColumns,
        new("exposures",
            $"Treatments as they change with time, separated by commas: in force or not, and {Questions.Exposures.Dose} in mg a day; none "
                + "unless given.")
        {
            Separated = true,
            Values = [.. Questions.Exposures.Begun, Questions.Exposures.Dose],
        },
        CohortParameters.Stratum with { Description = "Column each of whose values has its own baseline hazard; none unless given." },
        CohortParameters.Choice("ties", "What is made of events on the same day; efron unless given.", CoxAnswer.Ties.Keys),
        CohortParameters.Choice(
            "robust", "Whether the variance is the sandwich, clustered by patient; false unless given.", ["true", "false"]),
        CohortParameters.Choice(
            "firth",
            $"Whether the likelihood is penalised after Firth; auto unless given: where there are fewer than "
                + $"{CoxAnswer.FewestEventsPerTerm} events per coefficient, or no finite estimate.",
            [CoxAnswer.Auto, "true", "false"]),
        CohortParameters.LandmarkDays, CohortParameters.Enters, PatientParameters.Known,
        CohortParameters.Table("terms", "tests", "proportional_hazards"),
    ];

    public static readonly IReadOnlyList<ReadParameter> FineGrayParameters =
    [
        CohortParameters.Definition, CohortParameters.Origin, CohortParameters.Censoring, CovariateColumns, CohortParameters.LandmarkDays,
        CohortParameters.Enters, PatientParameters.Known, CohortParameters.Table("terms"),
    ];

    public IReadOnlyList<string> ExposureNames => Exposures is null ? [] : [.. Exposures.Split(',').Distinct(StringComparer.Ordinal)];

    /// <summary>What is asked about times.</summary>
    public TimesAsked Asked => new()
    {
        Definition = Definition,
        Origin = Origin,
        Censoring = Censoring,
        Stratum = Stratum,
        Covariates = Covariates is not null ? [.. Covariates.Split(',').Distinct(StringComparer.Ordinal)]
            : Exposures is null ? DefaultCovariates
            : [],
        LandmarkDays = CohortParameters.Number(LandmarkDays),
    };
}

/// <summary>What both regressions tell of their coefficients.</summary>
internal static class RegressionAnswers
{
    public static readonly Exclusion CovariatesNotKnown = new("covariates_not_known", (one, _) => one.Row.Covariates.Contains(null));

    private static readonly CoxCoefficient NoEstimate = new(double.NaN, double.NaN, null, ConfidenceLimits.Undefined, null);

    public const string NotPrediction =
        "Not for predicting what will become of a patient, and not for choosing covariates by their p values.";

    /// <summary>The coefficients as a table.</summary>
    /// <param name="terms">What they are of.</param>
    /// <param name="coefficients">The estimates.</param>
    /// <param name="events">Events with the level and with the reference, or in all, by coefficient.</param>
    /// <param name="ratio">Name of the ratio.</param>
    /// <param name="penalised">Whether limits are those of the profile.</param>
    public static TidyTable Terms(
        IReadOnlyList<RegressionTerm> terms, IReadOnlyList<CoxCoefficient> coefficients, IReadOnlyList<(int Own, int? Other)> events,
        string ratio, bool penalised) =>
        TidyTable.Of("terms",
            ["variable", "level", "reference", "changes_with_time", "events", "events_of_reference", "coefficient", ratio, "std_error",
                "robust_std_error", "lower", "upper", "p_value", "text"],
            // Nobody has no coefficients.
            from item in terms.Select((term, i) =>
                (Term: term, Of: i < coefficients.Count ? coefficients[i] : NoEstimate, Events: events[i]))
            let limits = item.Of.Profile ?? item.Of.Wald
            let enough = Uses.Suffices(item.Events.Other is { } other ? [item.Events.Own, other] : [item.Events.Own])
            select new object?[]
            {
                item.Term.Variable, item.Term.Level, item.Term.Reference, item.Term.ChangesWithTime, item.Events.Own, item.Events.Other,
                item.Of.Estimate, Math.Exp(item.Of.Estimate), item.Of.StandardError, item.Of.RobustStandardError, Math.Exp(limits.Lower),
                Math.Exp(limits.Upper), enough && !penalised ? item.Of.PValue : null,
                double.IsNaN(item.Of.Estimate) ? "the other covariates determine it, or nothing does"
                    : double.IsInfinity(item.Of.Estimate) ? "no finite estimate: one of the groups has no event"
                    : penalised ? "penalised: the interval is that of the profile likelihood, and stands for a p value"
                    : Uses.Text(enough),
            });
}
