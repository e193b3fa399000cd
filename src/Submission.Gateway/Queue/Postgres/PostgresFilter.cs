using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>A <see cref="QueueFilter"/> as a condition on a delivery <c>d</c>.</summary>
internal static class PostgresFilter
{
    /// <summary>Makes the condition; its values follow those that the statement has. Messages are found first, by an index of their own, whatever the database thinks of it.</summary>
    public static string Condition(QueueFilter filter, string schema, NpgsqlParameterCollection values)
    {
        string condition = "true";
        if (filter.Destination is { } destination) condition += $" AND d.destination = ${Next(values, PostgresParameters.Clean(destination))}";
        if (filter.State is { } state) condition += $" AND {PostgresRows.State} = ${Next(values, (int)state)}";
        string message = "";
        if (filter.Id is { } id) message += $" AND m.id = ${Next(values, id.ToString())}";
        if (filter.Sender is { } sender) message += $" AND m.sender = ${Next(values, PostgresParameters.Clean(sender))}";
        if (filter.Account is { } account) message += $" AND m.account = ${Next(values, PostgresParameters.Clean(account))}";
        return message.Length == 0 ? condition : $"{condition} AND d.message = ANY(ARRAY(SELECT m.number FROM {schema}.message m WHERE true{message}))";
    }

    /// <summary>Whether it means few, so that all of them are found before a page is taken from them; others are found in the order of their numbers.</summary>
    public static bool IsNarrow(QueueFilter filter) => filter.Id is not null || filter.Destination is not null || filter.Sender is not null || filter.Account is not null;

    private static int Next<T>(NpgsqlParameterCollection values, T value)
        where T : notnull
    {
        values.Add(new NpgsqlParameter<T> { TypedValue = value });
        return values.Count;
    }
}
