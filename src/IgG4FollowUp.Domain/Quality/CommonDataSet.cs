using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Patients;

namespace IgG4FollowUp.Domain.Quality;

/// <summary>How an element of the common data set stands in a record.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ElementState>))]
public enum ElementState
{
    /// <summary>On record.</summary>
    Complete,

    /// <summary>On record as far as this registry keeps it, or less exactly than the set asks for.</summary>
    Partial,

    /// <summary>Not on record.</summary>
    Missing,

    /// <summary>Nothing to say of this patient or this disease.</summary>
    NotApplicable,
}

/// <summary>An element of the common data set.</summary>
/// <param name="Name">Number and name in the set, such as <c>2.1 date of birth</c>.</param>
/// <param name="State">How it stands.</param>
/// <param name="Value">What is on record, coded; null where nothing is.</param>
public sealed record CommonElement(string Name, ElementState State, string? Value);

/// <summary>
/// The set of common data elements for rare disease registration of the European Platform on Rare Disease Registration (ERDRI, 2017): 16
/// elements in 8 groups. Their number and what they ask for agree with a public model of it (github.com/molgenis/RD-Registry, JRC), save
/// that 6.3 stands there as a phenotype; numbers and wording are quoted from memory. Nothing that would identify the patient is in it: of
/// the birth the year is kept.
/// </summary>
/// <param name="Elements">The elements in the order of the set.</param>
public sealed record CommonDataSet(ImmutableArray<CommonElement> Elements)
{
    /// <summary>Elements on record, in whole or in part.</summary>
    public int OnRecord => Elements.Count(element => element.State is ElementState.Complete or ElementState.Partial);

    /// <summary>Elements that have something to say of this patient.</summary>
    public int Applicable => Elements.Count(element => element.State != ElementState.NotApplicable);

    /// <summary>Reads it off a chart.</summary>
    /// <param name="chart">The chart.</param>
    public static CommonDataSet Of(PatientChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        var (enrolment, presentation, consents) = (chart.Enrolment, chart.Presentation, chart.Enrolment.Consents);
        var diagnosed = chart.Of<DiagnosisMade>().LastOrDefault();
        var diagnosis = diagnosed?.Diagnosis ?? presentation?.Diagnosis;
        var death = chart.Death;
        var contact = presentation?.PresentedOn is { IsReported: true } presented ? presented : enrolment.EnrolledOn;
        var scored = chart.Of<StatusAssessed>().LastOrDefault(status =>
            (status.ModifiedRankin ?? status.ScimTotal ?? status.Mjoa ?? status.MjoaThoracic ?? status.Nurick) is not null
                || status.Eq5dProfile is not null);
        return new(
        [
            new("1.1 pseudonym", ElementState.Complete, enrolment.StudyNumber),
            Element("2.1 date of birth", enrolment.BirthYear?.ToString(CultureInfo.InvariantCulture), whole: false),
            Element("2.2 sex", Named(enrolment.Sex)),
            new("3.1 patient's status", ElementState.Complete, chart.End is { } end ? StoredName.Of(end.Reason) : "alive"),
            death is null
                ? new("3.2 date of death", ElementState.NotApplicable, null)
                : Element("3.2 date of death", Dated(death.EndedOn), IsDay(death.EndedOn)),
            Element("4.1 first contact with specialised centre", Dated(contact), IsDay(contact)),
            Element("5.1 age at onset", Age(enrolment.BirthYear, presentation?.OnsetOn)),
            Element(
                "5.2 age at diagnosis",
                Age(enrolment.BirthYear, diagnosed?.DiagnosedOn) ?? presentation?.AgeYears?.ToString(CultureInfo.InvariantCulture),
                whole: diagnosed is not null),
            Element("6.1 diagnosis of the rare disease", diagnosis is { } known ? OrphaCodes.Of(known) ?? StoredName.Of(known) : null,
                whole: diagnosis is { } coded && OrphaCodes.Of(coded) is not null),
            new("6.2 genetic diagnosis", ElementState.NotApplicable, null),
            diagnosis is null
                ? new("6.3 undiagnosed case", ElementState.Missing, null)
                : new("6.3 undiagnosed case", ElementState.NotApplicable, null),
            Agreed("7.1 agreement to be contacted for research", ConsentStates.IsGiven(chart, ConsentPurpose.ContactAgain)),
            Agreed("7.2 consent to the reuse of data", ConsentStates.IsGiven(chart, ConsentPurpose.DataReuse)),
            Agreed("7.3 biological sample", consents?.SampleStored),
            consents is { SampleStored: false }
                ? new("7.4 link to a biobank", ElementState.NotApplicable, null)
                : Agreed("7.4 link to a biobank", ConsentStates.IsGiven(chart, ConsentPurpose.BiobankLink)),
            Element("8.1 classification of functioning and disability", scored is null ? null : Scored(scored), whole: false),
        ]);
    }

    private static CommonElement Element(string name, string? value, bool whole = true) =>
        new(name, value is null ? ElementState.Missing : whole ? ElementState.Complete : ElementState.Partial, value);

    private static CommonElement Agreed(string name, bool? answer) =>
        Element(name, answer switch { true => "yes", false => "no", null => null });

    private static bool IsDay(ClinicalDate date) => date.IsReported && date.Earliest == date.Latest;

    private static string? Named<T>(T? value)
        where T : struct, Enum => value is { } known ? StoredName.Of(known) : null;

    private static string? Dated(ClinicalDate date) => date.IsReported ? date.ToString() : null;

    // Of a year of birth and a day an age is known to a year, which is as the set asks for it.
    private static string? Age(int? born, ClinicalDate? date) => born is { } year && date is { IsReported: true } day
        && day.Earliest.Year - year >= 0
        ? (day.Earliest.Year - year).ToString(CultureInfo.InvariantCulture)
        : null;

    private static string Scored(StatusAssessed status) => string.Join(", ", new[]
    {
        status.ModifiedRankin is { } rankin ? $"mRS {rankin}" : null, status.ScimTotal is { } scim ? $"SCIM III {scim}" : null,
        status.Mjoa is { } mjoa ? $"mJOA {mjoa}" : null, status.MjoaThoracic is { } thoracic ? $"thoracic mJOA {thoracic}" : null,
        status.Nurick is { } nurick ? $"Nurick {nurick}" : null, status.Eq5dProfile is { } profile ? $"EQ-5D-5L {profile}" : null,
    }.OfType<string>());
}

/// <summary>Codes of the nomenclature of rare diseases (Orphanet).</summary>
public static class OrphaCodes
{
    /// <summary>
    /// The code of a diagnosis; null where none is known. That of IgG4-related pachymeningitis is confirmed in a public source, that of
    /// IgG4-related disease in Pieringer 2014 (Orphanet J Rare Dis 9:110).
    /// </summary>
    /// <param name="diagnosis">The diagnosis.</param>
    public static string? Of(Diagnosis diagnosis) => diagnosis switch
    {
        Diagnosis.IgG4RelatedSpinalPachymeningitis => "ORPHA:449427",
        Diagnosis.OtherIgG4RelatedDisease => "ORPHA:284264",
        _ => null,
    };
}
