using System.Buffers;
using System.Text;
using System.Text.Json;

namespace IgG4FollowUp.Api.Analytics;

/// <summary>Rows on their way into a table, as JSON for a statement among others.</summary>
public static class AnalystRows
{
    /// <summary>
    /// A row source for SQL: one parameter, given here as <paramref name="parameter"/>, holds the rows of <see cref="ToJson"/>.
    /// </summary>
    public static string Recordset(AnalystTable table, string parameter) =>
        $"json_to_recordset({parameter}::json) as "
            + $"r({string.Join(", ", table.Columns.Select(column => $"{column.Name} {column.Type.Sql}"))})";

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
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] is not { } cell) continue;
                json.WritePropertyName(table.Columns[i].Name);
                table.Columns[i].Type.Write(json, cell);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.Flush();
        return any ? Encoding.UTF8.GetString(buffer.WrittenSpan) : null;
    }
}
