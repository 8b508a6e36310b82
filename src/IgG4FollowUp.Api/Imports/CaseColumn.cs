using System.Text.Json.Serialization;
using IgG4FollowUp.Domain;
using IgG4FollowUp.Domain.Laboratory;

namespace IgG4FollowUp.Api.Imports;

/// <summary>How it was found out what a column holds.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ColumnSource>))]
public enum ColumnSource
{
    /// <summary>Its header is a field's name.</summary>
    Named,

    /// <summary>The column map says so.</summary>
    Mapped,

    /// <summary>Its header is a synonym of a field; look whether that is meant.</summary>
    Guessed,

    /// <summary>The column map says to leave it out.</summary>
    Ignored,

    /// <summary>It identifies a person; nothing of it is taken.</summary>
    Identifying,

    /// <summary>Nothing is taken of it, because nothing tells what it holds.</summary>
    NotUnderstood,
}

/// <summary>A column of an imported file, and what was understood of it.</summary>
/// <param name="Column">Its header, at most 100 characters.</param>
/// <param name="Field">The field it fills; null when nothing is taken of it.</param>
/// <param name="Source">How that was found out.</param>
/// <param name="Filled">Cells with content.</param>
/// <param name="StatedAbsent">Cells that say that there was none.</param>
/// <param name="NotReported">Cells that are blank or say that nothing is known.</param>
public sealed record ImportColumn(string Column, string? Field, ColumnSource Source, int Filled, int StatedAbsent, int NotReported)
{
    /// <summary>Unit of its bare numbers.</summary>
    public string? Unit { get; init; }

    /// <summary>What would be right.</summary>
    public string? Detail { get; init; }

    /// <summary>Its values and what each was understood as, at most 20; in a dry run only.</summary>
    public IReadOnlyList<UnderstoodValue>? Values { get; init; }
}

/// <summary>A value of a column.</summary>
/// <param name="Value">The cell as it was sent, at most 100 characters.</param>
/// <param name="Understood">What it was understood as; null when it was not.</param>
/// <param name="Rows">Number of rows that have it.</param>
public sealed record UnderstoodValue(string Value, string? Understood, int Rows);

/// <summary>A column while the file is read: what it holds, and a count of what its cells said.</summary>
public sealed class CaseColumn(string header, CaseField? field, ColumnSource source)
{
    private const int MaximumValues = 20;
    private readonly Dictionary<string, (string? Understood, int Rows)> _values = new(StringComparer.Ordinal);
    private readonly int[] _states = new int[4];

    public string Header { get; } = Shortened(header);

    public CaseField? Field { get; } = field;

    public ColumnSource Source { get; } = source;

    public Unit? Unit { get; init; }

    public string? Detail { get; init; }

    /// <summary>What letters stand for in a column of sexes.</summary>
    public SexLetters SexLetters { get; set; }

    /// <summary>True when 1 may be yes or no: the column has a 2 and no 0.</summary>
    public bool IsCoded { get; set; }

    public void Count(CellState state) => _states[(int)state]++;

    /// <summary>Remembers what a cell was understood as; null when it was not.</summary>
    public void Understand(string cell, string? understood)
    {
        // What a column of birthdays holds is not repeated.
        if (Field is { Name: "birth_year" }) return;
        var value = Shortened(cell);
        if (_values.TryGetValue(value, out var known)) _values[value] = (known.Understood ?? understood, known.Rows + 1);
        else if (_values.Count < MaximumValues) _values[value] = (understood, 1);
    }

    public ImportColumn Report(bool withValues) => new(
        Header, Field?.Name, Source, _states[(int)CellState.Filled] + _states[(int)CellState.Unclear], _states[(int)CellState.StatedAbsent],
        _states[(int)CellState.NotReported])
    {
        Unit = Unit?.Code,
        Detail = Detail,
        Values = withValues && _values.Count > 0
            ? [.. _values.Select(pair => new UnderstoodValue(pair.Key, pair.Value.Understood, pair.Value.Rows))]
            : null,
    };

    internal static string Shortened(string text) =>
        text.Length <= 100 ? text : char.IsHighSurrogate(text[98]) ? text[..98] + "…" : text[..99] + "…";
}
