using Npgsql;
using NpgsqlTypes;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Adds statements to a batch and values, by their place, to a statement.</summary>
internal static class PostgresParameters
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36500);

    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string statement)
    {
        var command = new NpgsqlBatchCommand(statement);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
        where T : notnull
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    public static NpgsqlBatchCommand WithText(this NpgsqlBatchCommand command, string? value)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value is null ? DBNull.Value : Clean(value), NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    /// <summary>A length of time that the database's calendar can hold.</summary>
    public static NpgsqlBatchCommand WithTime(this NpgsqlBatchCommand command, TimeSpan? value)
    {
        TimeSpan? bounded = value > Longest ? Longest : value;
        command.Parameters.Add(new NpgsqlParameter { Value = bounded is null ? DBNull.Value : bounded.Value, NpgsqlDbType = NpgsqlDbType.Interval });
        return command;
    }

    public static NpgsqlBatchCommand WithMoment(this NpgsqlBatchCommand command, DateTimeOffset? value)
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value is null ? DBNull.Value : value.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return command;
    }

    /// <summary>PostgreSQL's text holds every character but this one.</summary>
    public static string Clean(string value) => value.Contains('\0', StringComparison.Ordinal) ? value.Replace('\0', ' ') : value;
}
