using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using IgG4FollowUp.Domain.Dates;
using IgG4FollowUp.Domain.Imaging;
using IgG4FollowUp.Domain.Laboratory;
using IgG4FollowUp.Domain.Neurology;
using IgG4FollowUp.Domain.Patients;
using IgG4FollowUp.Web.Words;

namespace IgG4FollowUp.TestSupport;

/// <summary>What the row of an entry must say: each value that the entry holds, as a person would read it.</summary>
internal static partial class EntryValues
{
    // Yes-or-no members whose words are not those of their names.
    private static readonly Dictionary<string, string> YesOrNo = new()
    {
        [nameof(LesionImaged.LesionPresent)] = "lesion",
        [nameof(LesionImaged.ContrastGiven)] = "contrast",
        [nameof(SurgeryPerformed.DuraResected)] = "resection of dura",
        [nameof(OrganAssessed.Bilateral)] = "sides",
        [nameof(BiopsyReported.StoriformAssessable)] = "storiform fibrosis",
    };

    /// <summary>Members of an entry of which a row speaks; its own date, its note and its links stand elsewhere.</summary>
    public static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties().Where(member => member.DeclaringType == type
        && member.CanWrite && !member.Name.EndsWith("AsGiven", StringComparison.Ordinal)
        && !string.Equals(member.Name, EntryKinds.Of(type).DateMember, StringComparison.OrdinalIgnoreCase));

    /// <summary>What must be said of one member; empty where it has no value.</summary>
    public static IEnumerable<string> Of(PropertyInfo member, ClinicalEntry entry) => Of(member.Name, member.GetValue(entry));

    private static IEnumerable<string> Of(string name, object? value) => value switch
    {
        null or Guid or IEnumerable<Guid> or IsncsciExamination => [],
        bool => [YesOrNo.GetValueOrDefault(name) ?? Humps().Replace(name, " $0").Trim().ToLowerInvariant()],
        Enum code => [EnumWords.Of(code)],
        ClinicalDate date => [PatientWords.Date(date)],
        DateOnly day => [day.ToString("O", CultureInfo.InvariantCulture)],
        string words => [words],
        SpinalLevels or LabResult or Quantity => [value.ToString()!],
        IFormattable number => [number.ToString(null, CultureInfo.InvariantCulture)],
        IEnumerable items => items.Cast<object>().SelectMany(item => Of(name, item)),
        _ => value.GetType().GetProperties().Where(part => part.CanWrite).SelectMany(part => Of(part.Name, part.GetValue(value))),
    };

    [GeneratedRegex("[A-Z]", RegexOptions.NonBacktracking)]
    private static partial Regex Humps();
}
