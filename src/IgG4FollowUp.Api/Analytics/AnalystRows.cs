using System.Buffers;
using System.Text;
using System.Text.Json;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Rows on their way into a table, as JSON for a statement among others.</summary>
public static class AnalystRows
{
    public static string ColumnList(AnalystTable table) => string.Join(", ", table.Columns.Select(column => column.Name));

    /// <summary>A row source for SQL: one parameter, given here as <paramref name="parameter"/>, holds the rows of <see cref="ToJson"/>.</summary>
    public static string Recordset(AnalystTable table, string parameter) =>
        $"json_to_recordset({parameter}::json) as r({string.Join(", ", table.Columns.Select(column => $"{column.Name} {AnalystSchema.SqlName(column.Type)}"))})";

    /// <summary>The rows of several patients; null when there are none.</summary>
    public static string? ToJson(AnalystTable table, IEnumerable<PatientFacts> patients)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        var any = false;
        json.WriteStartArray();
        foreach (var row in patients.SelectMany(table.Rows))
        {
            any = true;
            json.WriteStartObject();
            for (var i = 0; i < row.Length; i++) Write(json, table.Columns[i].Name, row[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return any ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case decimal number:
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case Guid id:
                json.WriteString(name, id);
                break;
            case DateOnly day:
                json.WriteString(name, day.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
                break;
            default:
                throw new InvalidOperationException($"A cell of {name} is a {value.GetType().Name}.");
        }
    }
}
