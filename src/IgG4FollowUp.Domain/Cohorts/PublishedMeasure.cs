using System.Collections.Immutable;

namespace IgG4FollowUp.Domain.Cohorts;

/// <summary>How far a published figure can be trusted.</summary>
public enum PublishedConfidence
{
    /// <summary>Stated in the text of the cited source.</summary>
    V,

    /// <summary>Computed and checked against a stated value.</summary>
    C,

    /// <summary>Derived from stated values by arithmetic or logic: never to be shown as published.</summary>
    D,

    /// <summary>From a secondary source.</summary>
    S,

    /// <summary>General knowledge, not confirmed in a source.</summary>
    M,
}

/// <summary>A published count with its denominator and percentage, each null when the source does not give it.</summary>
/// <param name="Count">Number counted.</param>
/// <param name="Denominator">Out of how many.</param>
/// <param name="DenominatorBasis">
/// Where the denominator comes from: <c>stated</c> for this item, <c>stated n</c> (the overall n, assumed), <c>derived</c>
/// from the printed percentages, or <c>unknown</c>.
/// </param>
/// <param name="PercentPrinted">The percentage exactly as printed, without the per cent sign.</param>
/// <param name="Agrees">Whether the printed percentage follows from count and denominator; null when one is missing.</param>
/// <param name="Confidence">How far the count can be trusted.</param>
public sealed record PublishedFigure(
    int? Count, int? Denominator, string? DenominatorBasis, string? PercentPrinted, bool? Agrees, PublishedConfidence Confidence)
{
    /// <summary>The count where a source states it, so that it may be called published; null where it was derived.</summary>
    public int? StatedCount => Confidence is PublishedConfidence.V or PublishedConfidence.C ? Count : null;

    /// <summary>The printed percentage where count and denominator bear it out; null otherwise, and then nothing may rest on it.</summary>
    public string? AssertablePercent => Agrees == true ? PercentPrinted : null;

    /// <summary>
    /// How the figure stands in a table: "22/45 (48.9%)", "35/?", "28/52 (printed: 58%)" where the two disagree, or
    /// "not published".
    /// </summary>
    public string Text => (StatedCount, PercentPrinted, Agrees) switch
    {
        (null, null, _) => "not published",
        (null, var percent, _) => $"{percent}%",
        (var count, null, _) => $"{count}/{Denominator?.ToString() ?? "?"}",
        (var count, var percent, true) => $"{count}/{Denominator} ({percent}%)",
        var (count, percent, _) => $"{count}/{Denominator?.ToString() ?? "?"} (printed: {percent}%)",
    };
}

/// <summary>One category of a published categorical measure.</summary>
/// <param name="Code">Stable code of the category.</param>
/// <param name="Label">As shown.</param>
/// <param name="Figure">The figure, with the measure's denominator.</param>
public sealed record PublishedCategory(string Code, string Label, PublishedFigure Figure);

/// <summary>Location and spread of a published measurement, each null when the source does not give it.</summary>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Standard deviation.</param>
/// <param name="Median">Median.</param>
/// <param name="Minimum">Smallest.</param>
/// <param name="Maximum">Largest.</param>
public sealed record PublishedSummary(double? Mean, double? StandardDeviation, double? Median, double? Minimum, double? Maximum);

/// <summary>One measure of a published series. Kinds without a table column of their own keep their label or text.</summary>
/// <param name="Id">Stable id within its source.</param>
/// <param name="Kind">Proportion, categorical, summary, statement, …: as in the data file.</param>
/// <param name="Label">As shown; for a statement, the statement.</param>
/// <param name="Figure">The figure of a proportion; null for other kinds.</param>
/// <param name="MultiLabel">True when a person may count in several categories, so that counts may exceed the denominator.</param>
/// <param name="Categories">The categories of a categorical measure; empty for other kinds.</param>
/// <param name="Missing">People without the information, where known.</param>
/// <param name="Summary">Location and spread of a summary; null for other kinds.</param>
/// <param name="Note">What a reader must know before using the figures.</param>
public sealed record PublishedMeasure(
    string Id, string Kind, string? Label, PublishedFigure? Figure, bool MultiLabel, ImmutableArray<PublishedCategory> Categories,
    int? Missing, PublishedSummary? Summary, string? Note)
{
    /// <summary>The figure of a category.</summary>
    /// <param name="code">Code of the category.</param>
    /// <returns>Null when the source has no such category.</returns>
    public PublishedFigure? Category(string code) => Categories.FirstOrDefault(c => c.Code == code)?.Figure;
}

/// <summary>A published series.</summary>
/// <param name="Id">Stable id, such as <c>yang-2023</c>.</param>
/// <param name="Citation">The publication.</param>
/// <param name="Subjects">Number of cases or reports, where known.</param>
/// <param name="Scope">Who was included.</param>
/// <param name="Measures">What it reports.</param>
public sealed record PublishedSource(
    string Id, string Citation, int? Subjects, string Scope, ImmutableArray<PublishedMeasure> Measures)
{
    /// <summary>A measure by its id.</summary>
    /// <param name="id">Id of the measure.</param>
    /// <returns>Null when the source does not report it.</returns>
    public PublishedMeasure? Measure(string id) => Measures.FirstOrDefault(m => m.Id == id);
}
