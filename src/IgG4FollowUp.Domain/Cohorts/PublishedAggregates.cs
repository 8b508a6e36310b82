using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IgG4FollowUp.Domain.Cohorts;

/// <summary>
/// The published series that a cohort is set beside. The pooled reviews share cases with one another: their counts are never
/// added together.
/// </summary>
/// <param name="Sources">The series, in the order of the file.</param>
public sealed record PublishedAggregates(ImmutableArray<PublishedSource> Sources)
{
    private static readonly Lazy<PublishedAggregates> Shipped = new(() =>
    {
        using var stream = typeof(PublishedAggregates).Assembly.GetManifestResourceStream("published-aggregates.json")!;
        return Read(stream);
    });

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The series that come with the service.</summary>
    public static PublishedAggregates Default => Shipped.Value;

    /// <summary>A series by its id.</summary>
    /// <param name="id">Id of the series, such as <c>yang-2023</c>.</param>
    /// <exception cref="KeyNotFoundException">There is no such series.</exception>
    public PublishedSource this[string id] =>
        Sources.FirstOrDefault(s => s.Id == id) ?? throw new KeyNotFoundException($"No published series '{id}'.");

    /// <summary>Reads the data file; members it does not know are ignored.</summary>
    /// <param name="json">UTF-8 JSON of schema version 1.0.</param>
    /// <exception cref="JsonException">The text is not such a file.</exception>
    public static PublishedAggregates Read(Stream json)
    {
        var file = JsonSerializer.Deserialize<FileShape>(json, Options);
        if (file is not { SchemaVersion: "1.0", Sources: { } sources })
            throw new JsonException("Not a file of published aggregates of schema version 1.0.");
        return new PublishedAggregates([.. sources.Select(SourceOf)]);
    }

    private static PublishedSource SourceOf(SourceShape s) =>
        new(s.Id, s.Citation, s.N, s.Scope ?? "", [.. s.Measures.Select(MeasureOf)]);

    private static PublishedMeasure MeasureOf(MeasureShape m) => new(
        m.Id, m.Kind, m.Label ?? m.Text ?? m.Factor,
        m.Kind == "proportion" ? FigureOf(m, m) : null,
        m.MultiLabel, [.. (m.Categories ?? []).Select(c => new PublishedCategory(c.Code!, c.Label!, FigureOf(c, m)))],
        m.Missing,
        m.Kind == "summary" ? new PublishedSummary(m.Mean, m.Sd, m.Median, m.Min, m.Max) : null,
        m.Note);

    // A count may be less certain than the percentage beside it, which is what was printed.
    private static PublishedFigure FigureOf(FigureShape f, MeasureShape m) =>
        new(f.Count, m.Denominator, m.DenominatorBasis, f.PercentPrinted, f.Agrees, f.CountConfidence ?? f.Confidence);

    private sealed record FileShape(string? SchemaVersion, SourceShape[]? Sources);

    private sealed record SourceShape(string Id, string Citation, int? N, string? Scope, MeasureShape[] Measures);

    private record FigureShape
    {
        public string? Code { get; init; }

        public string? Label { get; init; }

        public int? Count { get; init; }

        public string? PercentPrinted { get; init; }

        public bool? Agrees { get; init; }

        public PublishedConfidence Confidence { get; init; }

        public PublishedConfidence? CountConfidence { get; init; }
    }

    private sealed record MeasureShape : FigureShape
    {
        public required string Id { get; init; }

        public required string Kind { get; init; }

        public string? Text { get; init; }

        public string? Factor { get; init; }

        public int? Denominator { get; init; }

        public string? DenominatorBasis { get; init; }

        public bool MultiLabel { get; init; }

        public FigureShape[]? Categories { get; init; }

        public int? Missing { get; init; }

        public double? Mean { get; init; }

        public double? Sd { get; init; }

        public double? Median { get; init; }

        public double? Min { get; init; }

        public double? Max { get; init; }

        public string? Note { get; init; }
    }
}
