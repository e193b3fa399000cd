using System.Text;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Finds deliveries by what an operator names. They are found by going through them: an index for each field would make every message dearer.</summary>
internal static class QueueSearch
{
    private const string SelectMessage = "SELECT number, deliveries FROM message WHERE id = ?1";
    private static readonly string[] Lists = Build($"SELECT {QueueRows.Columns} FROM delivery d JOIN message m ON m.number = d.message");
    private static readonly string[] Numbers = Build("SELECT d.number, d.state FROM delivery d");

    /// <summary>The deliveries with their messages, by number.</summary>
    public static List<QueuedDelivery> List(SqliteDatabase database, QueueFilter filter, int maximum, long after, long now)
    {
        List<QueuedDelivery> found = [];
        if (Prepare(database, Lists, filter, maximum, after) is not { } rows) return found;
        while (rows.Step()) found.Add(QueueRows.Read(rows, now, out _));
        return found;
    }

    /// <summary>The numbers of deliveries, in order.</summary>
    public static List<long> Find(SqliteDatabase database, QueueFilter filter, int maximum, long after)
    {
        List<long> found = [];
        if (Prepare(database, Numbers, filter, maximum, after) is not { } rows) return found;
        while (rows.Step()) found.Add(rows.Integer(0));
        return found;
    }

    private static SqliteStatement? Prepare(SqliteDatabase database, string[] texts, QueueFilter filter, int maximum, long after)
    {
        (long first, long end) = (after + 1, long.MaxValue);
        if (filter.Id is { } id)
        {
            SqliteStatement message = database[SelectMessage].BindText(1, id.ToString());
            if (!message.Step()) return null;
            (long number, long deliveries) = (message.Integer(0), message.Integer(1));
            message.Reset();
            (first, end) = (Math.Max(first, number), number + deliveries);
        }

        int kind = (filter.Destination is null ? 0 : 1) | (filter.Sender is null ? 0 : 2) | (filter.Account is null ? 0 : 4) | (filter.State is null ? 0 : 8);
        SqliteStatement rows = database[texts[kind]].Bind(1, first).Bind(2, end).Bind(3, maximum);
        if (filter.Destination is not null) rows.BindText(4, filter.Destination);
        if (filter.Sender is not null) rows.BindText(5, filter.Sender);
        if (filter.Account is not null) rows.BindText(6, filter.Account);
        if (filter.State is { } state) rows.Bind(7, (long)state);
        return rows;
    }

    private static string[] Build(string select)
    {
        var texts = new string[16];
        for (int kind = 0; kind < texts.Length; kind++)
        {
            StringBuilder text = new(select);
            text.Append(" WHERE d.number >= ?1 AND d.number < ?2");
            if ((kind & 1) != 0) text.Append(" AND d.destination = ?4");
            if ((kind & 2) != 0) text.Append(" AND d.sender = ?5");
            if ((kind & 4) != 0) text.Append(" AND d.account = ?6");
            if ((kind & 8) != 0) text.Append(" AND d.state = ?7");
            texts[kind] = text.Append(" ORDER BY d.number LIMIT ?3").ToString();
        }

        return texts;
    }
}
