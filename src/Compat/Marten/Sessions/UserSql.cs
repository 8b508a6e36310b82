using System.Globalization;
using System.Text;
using Npgsql;

namespace Marten.Sessions;

/// <summary>SQL with a placeholder character, as applications write it.</summary>
internal static class UserSql
{
    /// <exception cref="InvalidOperationException">Placeholders and parameters differ in number.</exception>
    public static NpgsqlBatchCommand ToCommand(char placeholder, string sql, object?[] parameters)
    {
        var text = new StringBuilder(sql.Length + 16);
        var count = 0;
        foreach (var c in sql)
        {
            if (c == placeholder) text.Append(CultureInfo.InvariantCulture, $"${++count}");
            else text.Append(c);
        }

        if (count != parameters.Length)
            throw new InvalidOperationException($"Wrong number of supplied parameters: {parameters.Length} for {count} placeholders in: {sql}");

        var command = new NpgsqlBatchCommand(text.ToString());
        foreach (var value in parameters)
        {
            command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
