using System.Collections.Immutable;
using System.Text.Json.Serialization;
using IgG4FollowUp.Statistics;

namespace IgG4FollowUp.Domain.Alerts.Replay;

/// <summary>What a simulation found. Every count carries its denominator and says what it counts.</summary>
/// <param name="Definitions">What the words below mean.</param>
/// <param name="From">First day of the period; null when nobody's record begins before its end.</param>
/// <param name="Until">Last day of the period.</param>
/// <param name="Patients">Patients replayed.</param>
/// <param name="Recurrences">The recurrences that alerts are held against.</param>
/// <param name="Rules">One entry per rule.</param>
/// <param name="AnyRule">All rules that speak of returning disease, taken together.</param>
/// <param name="Burden">The alerts of all rules.</param>
public sealed record SimulationReport(
    SimulationDefinitions Definitions, DateOnly? From, DateOnly Until, int Patients, RecurrenceCounts Recurrences,
    ImmutableArray<RuleReport> Rules, PredictiveAccuracy AnyRule, AlertBurden Burden);

/// <summary>What the words of a report mean.</summary>
/// <param name="Recurrence">Definition of recurrence.</param>
/// <param name="RecurrenceSettings">Thresholds of that definition.</param>
/// <param name="LookBackDays">Days before a recurrence in which an alert counts as having preceded it.</param>
/// <param name="LookBackDefault">The house default.</param>
/// <param name="HorizonDays">Days after an alert within which a recurrence bears it out.</param>
/// <param name="HorizonDefault">The house default.</param>
/// <param name="Notes">How to read the figures.</param>
public sealed record SimulationDefinitions(
    string Recurrence, string RecurrenceSettings, int LookBackDays, int LookBackDefault, int HorizonDays, int HorizonDefault,
    ImmutableArray<string> Notes);

/// <summary>Recurrences in the record as known when the simulation was asked.</summary>
/// <param name="Counted">Detected within the period and after the first day of the patient's record: an
/// alert could have preceded them.</param>
/// <param name="BeforeTheRecord">Detected within the period, on or before the first day of the patient's record; not counted.</param>
/// <param name="Undated">Without a date; not counted.</param>
public sealed record RecurrenceCounts(int Counted, int BeforeTheRecord, int Undated);

/// <summary>What a rule would have done.</summary>
/// <param name="Rule">Id of the rule, such as <c>visit-overdue/1</c>.</param>
/// <param name="Alerts">How often an alert was raised in the period, the first time or again.</param>
/// <param name="PatientsAlerted">Patients with at least one of them.</param>
/// <param name="AlertsPerMonth">Alerts by days of the period, times 30.4375.</param>
/// <param name="Burden">Alerts by the time in which the rule could fire.</param>
/// <param name="Months">Alerts by calendar month.</param>
/// <param name="Accuracy">
/// How alerts and recurrences went together; null for a rule that speaks of care, see <see cref="AlertRule.PredictsRecurrence"/>.
/// </param>
/// <param name="Difference">Against the clinic's own thresholds.</param>
public sealed record RuleReport(
    string Rule, int Alerts, Proportion PatientsAlerted, double? AlertsPerMonth, AlertBurden Burden,
    ImmutableArray<MonthCount> Months,
    [property: JsonPropertyName("foresight")] PredictiveAccuracy? Accuracy, LiveDifference Difference);

/// <summary>How much alerts ask of a clinic: the alerts over the patient-years in which they could be raised.</summary>
/// <param name="Alerts">How often an alert was raised in the period, the first time or again.</param>
/// <param name="PatientYears">
/// Days of the period, summed over patients, from the first day of the record on and while rules could fire, by 365.25: not after a
/// recorded end of follow-up, without consent to follow-up, or for a patient taken from a publication.
/// </param>
/// <param name="AlertsPerPatientYear">Alerts by patient-years; null when there are none.</param>
public sealed record AlertBurden(int Alerts, double PatientYears, double? AlertsPerPatientYear)
{
    private const double DaysPerYear = 365.25;

    /// <summary>The burden over days.</summary>
    /// <param name="alerts">Alerts raised.</param>
    /// <param name="patientDays">Days in which they could be raised, summed over patients.</param>
    public static AlertBurden Of(int alerts, long patientDays) => new(
        alerts, Math.Round(patientDays / DaysPerYear, 4), patientDays == 0 ? null : Math.Round(alerts * DaysPerYear / patientDays, 4));
}

/// <summary>Alerts raised in a calendar month in the clinic.</summary>
/// <param name="Month">The month, <c>YYYY-MM</c>.</param>
/// <param name="Alerts">How many.</param>
public sealed record MonthCount(string Month, int Alerts);

/// <summary>How well alerts predicted recurrence.</summary>
/// <param name="Preceded">Sensitivity: recurrences that at least one alert preceded, of all counted ones.</param>
/// <param name="Missed">Recurrences that none preceded; of all counted ones.</param>
/// <param name="MissedButSeenAtDetection">Of the missed ones, those by whose detection an alert was raised.</param>
/// <param name="LeadDays">Days from the first such alert to the detection.</param>
/// <param name="FalseAlarms">Alerts that no recurrence followed, of those that could be judged.</param>
/// <param name="Foretold">Positive predictive value: alerts that a recurrence followed, of those that could be judged.</param>
/// <param name="AtDetection">Alerts by which a recurrence was detected or that were raised on that
/// day, of those that could be judged.</param>
/// <param name="NotJudged">Alerts without a recurrence after which the patient was not followed for the whole horizon.</param>
public sealed record PredictiveAccuracy(
    Proportion Preceded, Proportion Missed, Proportion MissedButSeenAtDetection, LeadTimes LeadDays, Proportion FalseAlarms,
    Proportion Foretold, Proportion AtDetection,
    int NotJudged);

/// <summary>Lead times in days; quartiles by R's default definition (type 7).</summary>
/// <param name="Count">How many.</param>
/// <param name="Minimum">Shortest; null when there is none.</param>
/// <param name="LowerQuartile">25th percentile.</param>
/// <param name="Median">Median.</param>
/// <param name="UpperQuartile">75th percentile.</param>
/// <param name="Maximum">Longest.</param>
/// <param name="Days">All of them in ascending order, up to <see cref="ListedUpTo"/>; null for more.</param>
public sealed record LeadTimes(int Count, int? Minimum, double? LowerQuartile, double? Median, double? UpperQuartile, int? Maximum,
    ImmutableArray<int>? Days)
{
    /// <summary>Up to so many lead times are listed one by one, because few numbers are not summarised well.</summary>
    public const int ListedUpTo = 20;
}

/// <summary>
/// The alerts of a rule under the simulated thresholds against those under the clinic's own, both replayed. An alert is the same when it
/// speaks of the same episode; what a threshold changes about the day on which something is due makes another one. One counts when it was
/// raised in the period under either, and moved when the days on which it was raised first differ.
/// </summary>
/// <param name="OnlyLive">Raised under the clinic's own thresholds alone.</param>
/// <param name="OnlySimulated">Raised under the simulated ones alone.</param>
/// <param name="Both">Raised under both.</param>
/// <param name="Earlier">Of both, raised earlier under the simulated ones.</param>
/// <param name="Later">Of both, raised later under the simulated ones.</param>
/// <param name="MedianDaysMoved">Median of the days moved, negative for earlier; null when none moved.</param>
public sealed record LiveDifference(int OnlyLive, int OnlySimulated, int Both, int Earlier, int Later, double? MedianDaysMoved);
