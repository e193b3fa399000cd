using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>A <see cref="QueueFilter"/> as a condition on a delivery <c>d</c> and its message <c>m</c>.</summary>
internal static class PostgresFilter
{
    /// <summary>Makes the condition; its values follow those that the statement has.</summary>
    public static string Condition(QueueFilter filter, NpgsqlParameterCollection values)
    {
        string condition = "true";
        if (filter.Id is { } id) condition += $" AND m.id = ${Next(values, id.ToString())}";
        if (filter.Destination is { } destination) condition += $" AND d.destination = ${Next(values, PostgresParameters.Clean(destination))}";
        if (filter.Sender is { } sender) condition += $" AND m.sender = ${Next(values, PostgresParameters.Clean(sender))}";
        if (filter.Account is { } account) condition += $" AND m.account = ${Next(values, PostgresParameters.Clean(account))}";
        if (filter.State is { } state) condition += $" AND {PostgresRows.State} = ${Next(values, (int)state)}";
        return condition;
    }

    /// <summary>Whether the condition speaks of the message.</summary>
    public static bool NeedsMessage(QueueFilter filter) => filter.Id is not null || filter.Sender is not null || filter.Account is not null;

    private static int Next<T>(NpgsqlParameterCollection values, T value)
        where T : notnull
    {
        values.Add(new NpgsqlParameter<T> { TypedValue = value });
        return values.Count;
    }
}
