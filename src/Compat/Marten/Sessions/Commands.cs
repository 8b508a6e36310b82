using Npgsql;
using NpgsqlTypes;

namespace Marten.Sessions;

/// <summary>Typed positional parameters without boxing.</summary>
internal static class Commands
{
    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value, NpgsqlDbType type)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return command;
    }

    public static NpgsqlBatchCommand WithText(this NpgsqlBatchCommand command, string? value)
    {
        command.Parameters.Add(value is null
            ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar }
            : new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar });
        return command;
    }

    public static NpgsqlBatchCommand WithJson(this NpgsqlBatchCommand command, byte[]? utf8)
    {
        command.Parameters.Add(utf8 is null
            ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb }
            : new NpgsqlParameter<byte[]> { TypedValue = utf8, NpgsqlDbType = NpgsqlDbType.Jsonb });
        return command;
    }

    /// <summary>An identity of whichever of the four kinds.</summary>
    public static NpgsqlBatchCommand WithId(this NpgsqlBatchCommand command, object id) => id switch
    {
        Guid guid => command.With(guid),
        string text => command.WithText(text),
        int number => command.With(number),
        long number => command.With(number),
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "An identity is a Guid, a string, an int or a long."),
    };
}
