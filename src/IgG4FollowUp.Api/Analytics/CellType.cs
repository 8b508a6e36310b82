using System.Globalization;
using System.Text.Json;
using Microsoft.OpenApi;
using Npgsql;
using NpgsqlTypes;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>What the cells of a column are, in each form in which one is written, sent, described or asked for.</summary>
/// <param name="Sql">The type in PostgreSQL.</param>
/// <param name="Json">The type in a description of the service.</param>
/// <param name="Format">The format there; null when there is none.</param>
/// <param name="Field">The type in a Frictionless data package, whose tables are CSV.</param>
public abstract record CellType(string Sql, JsonSchemaType Json, string? Format, string Field)
{
    public static CellType Text { get; } = new CellType<string>(
        "text", NpgsqlDbType.Text, JsonSchemaType.String, Format: null, "string",
        static text => text, static (json, text) => json.WriteStringValue(text));

    public static CellType Integer { get; } = new CellType<int>(
        "integer", NpgsqlDbType.Integer, JsonSchemaType.Integer, Format: null, "integer",
        static text => int.Parse(text, CultureInfo.InvariantCulture), static (json, number) => json.WriteNumberValue(number));

    public static CellType BigInteger { get; } = new CellType<long>(
        "bigint", NpgsqlDbType.Bigint, JsonSchemaType.Integer, Format: null, "integer",
        static text => long.Parse(text, CultureInfo.InvariantCulture), static (json, number) => json.WriteNumberValue(number));

    public static CellType Numeric { get; } = new CellType<decimal>(
        "numeric", NpgsqlDbType.Numeric, JsonSchemaType.Number, Format: null, "number",
        static text => decimal.Parse(text, CultureInfo.InvariantCulture), static (json, number) => json.WriteNumberValue(number));

    public static CellType Boolean { get; } = new CellType<bool>(
        "boolean", NpgsqlDbType.Boolean, JsonSchemaType.Boolean, Format: null, "boolean",
        static text => text == "true", static (json, flag) => json.WriteBooleanValue(flag));

    public static CellType Date { get; } = new CellType<DateOnly>(
        "date", NpgsqlDbType.Date, JsonSchemaType.String, "date", "date",
        static text => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        static (json, day) => json.WriteStringValue(day.ToString("O", CultureInfo.InvariantCulture)));

    public static CellType Uuid { get; } = new CellType<Guid>(
        "uuid", NpgsqlDbType.Uuid, JsonSchemaType.String, "uuid", "string",
        static text => Guid.ParseExact(text, "D"), static (json, id) => json.WriteStringValue(id));

    /// <summary>True for numbers and days, of which one may ask for a range.</summary>
    public bool IsOrdered => Json is JsonSchemaType.Integer or JsonSchemaType.Number || Format == "date";

    /// <summary>A parameter of one value, typed in the same way.</summary>
    /// <param name="text">The value as a request writes it.</param>
    public abstract NpgsqlParameter Of(string text);

    /// <summary>A parameter of several values, typed so that none can fail in a statement or mean there what it does not say.</summary>
    /// <param name="texts">The values as a request writes them; its description has let only such values through.</param>
    public abstract NpgsqlParameter AnyOf(IEnumerable<string> texts);

    /// <summary>Writes a cell as JSON.</summary>
    /// <exception cref="InvalidCastException">The cell is of another type.</exception>
    public abstract void Write(Utf8JsonWriter json, object cell);

    /// <summary>Writes a cell in PostgreSQL's binary form.</summary>
    /// <exception cref="InvalidCastException">The cell is of another type.</exception>
    public abstract Task WriteAsync(NpgsqlBinaryImporter copy, object cell, CancellationToken cancellation);
}

/// <summary>Cells of one type of .NET's.</summary>
/// <param name="Sql">The type in PostgreSQL.</param>
/// <param name="Wire">The type in which the binary form of a value travels.</param>
/// <param name="Json">The type in a description of the service.</param>
/// <param name="Format">The format there.</param>
/// <param name="Field">The type in a data package.</param>
/// <param name="Parse">Reads a value.</param>
/// <param name="WriteJson">Writes a value.</param>
internal sealed record CellType<T>(
    string Sql, NpgsqlDbType Wire, JsonSchemaType Json, string? Format, string Field,
    Func<string, T> Parse, Action<Utf8JsonWriter, T> WriteJson)
    : CellType(Sql, Json, Format, Field)
{
    public override NpgsqlParameter Of(string text) => new NpgsqlParameter<T> { TypedValue = Parse(text), NpgsqlDbType = Wire };

    public override NpgsqlParameter AnyOf(IEnumerable<string> texts) =>
        new NpgsqlParameter<T[]> { TypedValue = [.. texts.Select(Parse)], NpgsqlDbType = NpgsqlDbType.Array | Wire };

    public override void Write(Utf8JsonWriter json, object cell) => WriteJson(json, (T)cell);

    public override Task WriteAsync(NpgsqlBinaryImporter copy, object cell, CancellationToken cancellation) =>
        copy.WriteAsync((T)cell, Wire, cancellation);
}
