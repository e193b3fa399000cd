using System.Collections.Concurrent;
using System.Text;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>Callers that add and deliver while the database dies, and an account of what they were told.</summary>
internal sealed class CrashRun
{
    /// <summary>The ids of messages that were called stored.</summary>
    public ConcurrentDictionary<string, bool> Stored { get; } = new();

    /// <summary>The ids of messages that were claimed.</summary>
    public ConcurrentDictionary<string, bool> Seen { get; } = new();

    /// <summary>How often the completion of each message was confirmed.</summary>
    public ConcurrentDictionary<string, int> Done { get; } = new();

    /// <summary>The ids of messages that were not whole.</summary>
    public ConcurrentBag<string> Damaged { get; } = [];

    public async Task AddAsync(IMessageQueue queue, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            NewMessage message = Mail.To("eva@example.org");
            QueueAddition addition = await queue.AddAsync(message with { Body = Mail.Body("Subject: x\r\n\r\n" + message.Id + new string('x', 3000)) }, CancellationToken.None);
            if (addition.Outcome == QueueAdditionOutcome.Stored) Stored[message.Id.ToString()] = true;
            else await Task.Delay(20, CancellationToken.None);
        }
    }

    public async Task DeliverAsync(IMessageQueue queue, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (await DeliverSomeAsync(queue) == 0) await Task.Delay(20, CancellationToken.None);
            }
            catch (QueueUnavailableException)
            {
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }

    public async Task DeliverAllAsync(IMessageQueue queue)
    {
        while (await DeliverSomeAsync(queue) > 0)
        {
        }
    }

    private async Task<int> DeliverSomeAsync(IMessageQueue queue)
    {
        IReadOnlyList<QueuedDelivery> claims = await queue.ClaimAsync("example.org", 5, CancellationToken.None);
        foreach (QueuedDelivery claim in claims)
        {
            string id = claim.Message.Id.ToString();
            Seen[id] = true;
            using (QueuedBody? body = await queue.OpenBodyAsync(claim.Message, CancellationToken.None))
            {
                if (body is null || !Encoding.UTF8.GetString(await Mail.ReadAsync(body)).Contains(id, StringComparison.Ordinal)) Damaged.Add(id);
            }

            if (await queue.CompleteAsync(claim, DeliveryResult.Done, CancellationToken.None)) Done.AddOrUpdate(id, 1, (_, count) => count + 1);
        }

        return claims.Count;
    }
}
