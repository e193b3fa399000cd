using Npgsql;

namespace Submission.Gateway.Queue.Postgres;

/// <summary>Puts messages into the tables, many in one go. Thread-safe.</summary>
internal sealed class PostgresInsertion(PostgresQueueOptions options, PostgresNumbers numbers, PostgresSignals signals)
{
    private readonly string _messages = $"""
        INSERT INTO {options.Schema}.message (number, id, sender, account, facts, prefix, size, digest, deliveries)
        SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::bigint[], $8::bytea[], $9::integer[])
        """;

    private readonly string _bodies = $"INSERT INTO {options.Schema}.body (message, part, content) SELECT one.message, 0, one.content FROM unnest($1::bigint[], $2::bytea[]) AS one (message, content)";

    private readonly string _deliveries = $"""
        INSERT INTO {options.Schema}.delivery (number, message, destination, recipients, state, due_at, token, node, hold_reason)
        SELECT one.number, one.message, one.destination, one.recipients, one.state,
            CASE one.state WHEN 0 THEN now() WHEN 1 THEN now() + $6 END,
            CASE one.state WHEN 1 THEN nextval('{options.Schema}.tokens') END, CASE one.state WHEN 1 THEN $7 END, one.reason
        FROM (
            SELECT given.number, given.message, given.destination, given.recipients, given.reason, CASE
                WHEN given.reason IS NOT NULL THEN 2
                WHEN given.claimed THEN 1
                ELSE 0 END AS state
            FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[], $5::text[], $8::boolean[]) AS given (number, message, destination, recipients, reason, claimed)) AS one
        RETURNING number, coalesce(token, 0), now()
        """;

    private readonly string _part = $"INSERT INTO {options.Schema}.body (message, part, content) VALUES ($1, $2, $3)";

    /// <summary>Stores messages in a transaction of their own, or in the one that is open. The body of one that has no content here is not stored with it.</summary>
    public async ValueTask InsertAsync(NpgsqlConnection connection, IReadOnlyList<PostgresNewMessage> messages, CancellationToken cancellationToken)
    {
        foreach (PostgresNewMessage message in messages) await numbers.TakeAsync(connection, message.Keys, cancellationToken).ConfigureAwait(false);
        using NpgsqlBatch batch = connection.CreateBatch();
        AddMessages(batch, messages);
        AddBodies(batch, messages);
        bool areWaiting = AddDeliveries(batch, messages, out Dictionary<long, (PostgresNewMessage Message, int Part)> places);
        if (areWaiting) signals.AddTo(batch);
        NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            // Statements that return no rows have no result here; the deliveries' is the first.
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                (PostgresNewMessage message, int part) = places[reader.GetInt64(0)];
                message.Tokens[part] = reader.GetInt64(1);
                message.AcceptedAt = reader.GetFieldValue<DateTimeOffset>(2);
            }

            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            {
            }
        }
    }

    /// <summary>Stores the body of a message that is too big for one part, within the transaction that is open.</summary>
    public async ValueTask InsertBodyAsync(NpgsqlConnection connection, PostgresNewMessage message, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[PostgresBodies.PartLength];
        using var command = new NpgsqlCommand(_part, connection);
        var part = new NpgsqlParameter<int>();
        var content = new NpgsqlParameter<ReadOnlyMemory<byte>> { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea };
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = message.Keys[0] });
        command.Parameters.Add(part);
        command.Parameters.Add(content);
        long length = message.Message.Body.Length;
        for (long at = 0; at < length; at += content.TypedValue.Length)
        {
            int filled = 0;
            for (int read = 1; filled < buffer.Length && read > 0; filled += read)
                read = await message.Message.Body.ReadAsync(at + filled, buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (filled == 0) throw new InvalidDataException("The body is shorter than it says.");
            content.TypedValue = buffer.AsMemory(0, filled);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            part.TypedValue++;
        }
    }

    private void AddMessages(NpgsqlBatch batch, IReadOnlyList<PostgresNewMessage> messages)
    {
        int count = messages.Count;
        var (keys, ids, senders, accounts) = (new long[count], new string[count], new string[count], new string?[count]);
        var (facts, prefixes, sizes, digests, deliveries) = (new byte[count][], new byte[count][], new long[count], new byte[count][], new int[count]);
        for (int i = 0; i < count; i++)
        {
            PostgresNewMessage one = messages[i];
            (keys[i], ids[i], senders[i]) = (one.Keys[0], one.Message.Id.ToString(), PostgresParameters.Clean(one.Message.Mail.ReversePath.Canonical));
            accounts[i] = one.Message.Account is null ? null : PostgresParameters.Clean(one.Message.Account);
            (facts[i], prefixes[i], sizes[i], digests[i], deliveries[i]) = (one.Facts, one.Prefix, one.Message.Body.Length, one.Digest, one.Parts.Count);
        }

        batch.Add(_messages).With(keys).With(ids).With(senders).With(accounts).With(facts).With(prefixes).With(sizes).With(digests).With(deliveries);
    }

    private void AddBodies(NpgsqlBatch batch, IReadOnlyList<PostgresNewMessage> messages)
    {
        List<long> keys = new(messages.Count);
        List<byte[]> contents = new(messages.Count);
        foreach (PostgresNewMessage one in messages)
        {
            if (one.Content is not { Length: > 0 } content) continue;
            keys.Add(one.Keys[0]);
            contents.Add(content);
        }

        if (keys.Count > 0) batch.Add(_bodies).With(keys).With(contents);
    }

    private bool AddDeliveries(NpgsqlBatch batch, IReadOnlyList<PostgresNewMessage> messages, out Dictionary<long, (PostgresNewMessage Message, int Part)> places)
    {
        int count = 0;
        foreach (PostgresNewMessage one in messages) count += one.Parts.Count;
        var (keys, owners, destinations, recipients) = (new long[count], new long[count], new string[count], new byte[count][]);
        var (reasons, claimed) = (new string?[count], new bool[count]);
        places = new Dictionary<long, (PostgresNewMessage Message, int Part)>(count);
        bool areWaiting = false;
        int at = 0;
        foreach (PostgresNewMessage one in messages)
        {
            string? reason = one.Message.HoldReason is null ? null : PostgresParameters.Clean(one.Message.HoldReason);
            areWaiting |= reason is null && !one.Message.IsClaimed;
            for (int part = 0; part < one.Parts.Count; part++, at++)
            {
                (keys[at], owners[at], destinations[at], recipients[at]) = (one.Keys[part + 1], one.Keys[0], one.Parts[part].Destination, one.Recipients[part]);
                (reasons[at], claimed[at]) = (reason, one.Message.IsClaimed);
                places.Add(keys[at], (one, part));
            }
        }

        batch.Add(_deliveries).With(keys).With(owners).With(destinations).With(recipients).With(reasons).WithTime(options.EffectiveLease).WithText(options.NodeName).With(claimed);
        return areWaiting;
    }
}
