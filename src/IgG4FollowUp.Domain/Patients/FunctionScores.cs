using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Patients;

/// <summary>Severity of myelopathy by the mJOA of 18 points.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<MyelopathySeverity>))]
public enum MyelopathySeverity
{
    /// <summary>18 points: no sign of it.</summary>
    None,

    /// <summary>15 to 17 points.</summary>
    Mild,

    /// <summary>12 to 14 points.</summary>
    Moderate,

    /// <summary>0 to 11 points.</summary>
    Severe,
}

/// <summary>What follows from scores of function and quality of life.</summary>
public static class FunctionScores
{
    /// <summary>The value set by which an index is derived, as a status names it.</summary>
    public const string England2018 = "England 2018";

    // Countries and regions with a value set for the EQ-5D-5L, after Devlin, Roudijk and Ludwig 2022 and later publications.
    private static readonly FrozenSet<string> ValueSetsOf = FrozenSet.Create(
        StringComparer.Ordinal, "Australia", "Belgium", "Bermuda", "Brazil", "Canada", "China", "Denmark", "Egypt", "England", "Ethiopia",
        "France", "Germany", "Ghana", "Hong Kong", "Hungary", "India", "Indonesia", "Iran", "Ireland", "Italy", "Japan", "Korea",
        "South Korea", "Malaysia", "Mexico", "Netherlands", "New Zealand", "Norway", "Peru", "Philippines", "Poland", "Portugal", "Romania",
        "Saudi Arabia", "Singapore", "Slovenia", "South Africa", "Spain", "Sweden", "Taiwan", "Thailand", "Trinidad and Tobago", "Uganda",
        "United Kingdom", "United States", "Uruguay", "Vietnam");

    // Decrements of levels 2 to 5 of each dimension, in thousandths.
    private static readonly int[][] England =
        [[58, 76, 207, 274], [50, 80, 164, 203], [50, 63, 162, 184], [63, 84, 276, 335], [78, 104, 285, 289]];

    /// <summary>Whether words name a value set for the EQ-5D-5L: its country or region and a year, and not something else.</summary>
    /// <param name="named">As a status names it.</param>
    public static bool NamesValueSet(string named)
    {
        ArgumentNullException.ThrowIfNull(named);
        var year = named.LastIndexOf(' ');
        return year > 0 && ValueSetsOf.Contains(named[..year]);
    }

    /// <summary>Severity of myelopathy (Tetreault 2017).</summary>
    /// <param name="mjoa">mJOA, 0 to 18.</param>
    public static MyelopathySeverity Severity(int mjoa) => mjoa switch
    {
        >= 18 => MyelopathySeverity.None,
        >= 15 => MyelopathySeverity.Mild,
        >= 12 => MyelopathySeverity.Moderate,
        _ => MyelopathySeverity.Severe,
    };

    /// <summary>
    /// The EQ-5D-5L index of a profile by the value set for England (Devlin 2018, Health Econ 27:7), from 1 at 11111 to -0.285 at 55555.
    /// Its table agrees with that of the package eq5d of CRAN in all twenty decrements and in the values that the package checks.
    /// </summary>
    /// <param name="profile">Five digits from 1 to 5.</param>
    public static decimal IndexOfEngland(string profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var thousandths = 1000;
        for (var i = 0; i < England.Length; i++)
        {
            if (profile[i] > '1') thousandths -= England[i][profile[i] - '2'];
        }

        return thousandths / 1000m;
    }
}
