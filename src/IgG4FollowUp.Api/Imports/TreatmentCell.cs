using System.Text.RegularExpressions;

namespace IgG4FollowUp.Api.Imports;

/// <summary>What a cell says of a treatment.</summary>
public enum Told
{
    /// <summary>Nothing, or that nothing is known.</summary>
    NotReported,

    /// <summary>That there was none.</summary>
    StatedAbsent,

    /// <summary>That it was given.</summary>
    Given,

    /// <summary>That it was planned, advised, refused, ruled out or doubted: neither given nor stated to be absent.</summary>
    NotGiven,

    /// <summary>Words of which it does not follow what there was.</summary>
    NotUnderstood,
}

/// <summary>
/// How a cell of a column of treatments is judged, for operations and drugs alike: absence by the words of absence, given by the words
/// by which a treatment is told, and whatever is neither is not understood. A word that nobody taught the reader never makes a treatment.
/// </summary>
/// <param name="Told">What the cell says.</param>
/// <param name="HasNotGiven">True when it also speaks of a treatment that was not given.</param>
/// <param name="HasStrange">True when a part of it is not understood.</param>
public sealed partial record TreatmentCell(Told Told, bool HasNotGiven, bool HasStrange)
{
    /// <summary>Judges a cell.</summary>
    public static TreatmentCell Of(string cell, ColumnSense sense)
    {
        var isIntention = Absence.IsIntention(cell);
        return OfWhole(cell, sense) switch
        {
            Told.Given => new(Told.Given, isIntention, sense.IsNamed(cell) && GivenWords.IsStrange(cell, sense)),
            Told.NotUnderstood when isIntention => new(Told.NotGiven, HasNotGiven: true, HasStrange: false),
            var told => new(told, HasNotGiven: false, HasStrange: told == Told.NotUnderstood),
        };
    }

    /// <summary>What a reader of any column makes of it.</summary>
    public CellState State => Told switch
    {
        Told.NotReported => CellState.NotReported,
        Told.StatedAbsent => CellState.StatedAbsent,
        Told.Given => CellState.Filled,
        _ => CellState.Unclear,
    };

    private static Told OfWhole(string cell, ColumnSense sense)
    {
        switch (Absence.Of(cell, zeroIsNone: true))
        {
            case CellState.NotReported:
                return Told.NotReported;
            case CellState.StatedAbsent:
                return Told.StatedAbsent;
        }

        if (Absence.IsNoneOf(cell, sense)) return Told.StatedAbsent;
        // A bare number is refused as a code where it is read.
        if (Absence.IsBareNumber(cell) || GivenWords.IsYes(cell, sense)) return Told.Given;
        if (Absence.IsOpen(cell) || (sense.Field == "surgery" && SurgeryText.IsOpen(cell))) return Told.NotUnderstood;
        // Which of several agents is asked where they are read.
        if (IsOneOfTwo(Absence.WithoutDenials(cell)) && !(sense.Field == "sparing_agent" && SparingAgentText.IsAlternative(cell)))
            return Told.NotUnderstood;
        return IsNamedGiven(cell, sense) || IsUnknownAgent(cell, sense) ? Told.Given : Told.NotUnderstood;
    }

    // Beside a treatment that is known any word that is not known may say that it was not given.
    private static bool IsNamedGiven(string cell, ColumnSense sense)
    {
        if (!sense.IsExact(Absence.WithoutDenials(cell))) return false;
        var given = false;
        foreach (var clause in sense.Field == "steroid" ? SteroidText.Divided(cell) : cell.Split(';'))
        {
            var understood = GivenWords.Of(clause, sense);
            if (understood is not null && sense.IsNamed(understood)) given = true;
            else if (understood is null && !sense.IsNamed(clause) && !GivenWords.MayBeName(clause)) return false;
        }

        return given;
    }

    // Of "laminectomy vs steroids" nothing tells which it was, whichever column asks.
    private static bool IsOneOfTwo(string given) =>
        Against().IsMatch(given) && Columns.Any(column => column.IsNamed(given));

    private static IEnumerable<ColumnSense> Columns => ColumnSense.ByField.Values.Where(column => column.IsTreatment);

    [GeneratedRegex(@"\b(?:vs|versus)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Against();

    // An agent may be one that nobody knows yet; an operation or a glucocorticoid is one that is named.
    private static bool IsUnknownAgent(string cell, ColumnSense sense) =>
        sense.Field == "sparing_agent" && !Absence.Unsettles(cell) && !sense.IsExact(cell);
}
