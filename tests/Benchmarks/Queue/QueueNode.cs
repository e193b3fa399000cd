using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Postgres;
using Submission.Policy;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Benchmarks.Queue;

/// <summary>
/// One node of a queue that several processes share: <c>queue-node postgres CONNECTION LEASE-SECONDS accept MESSAGES</c> stores messages, claims them, tells their ids and then does nothing;
/// <c>queue-node postgres CONNECTION LEASE-SECONDS deliver</c> ends what it can claim and tells the ids, attempts and ages in milliseconds. Both end with their standard input.
/// </summary>
internal static class QueueNode
{
    public const string Command = "queue-node";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not ["postgres", string connection, string lease, string role, .. string[] rest])
        {
            Console.Error.WriteLine("queue-node postgres CONNECTION LEASE-SECONDS accept MESSAGES | deliver");
            return 2;
        }

        var options = new PostgresQueueOptions { ConnectionString = connection, LeaseForTests = TimeSpan.FromSeconds(int.Parse(lease, CultureInfo.InvariantCulture)) };
        await using PostgresMessageQueue queue = await PostgresMessageQueue.OpenAsync(options, NullLogger.Instance, CancellationToken.None).ConfigureAwait(false);
        using var end = new CancellationTokenSource();
        Task input = Task.Run(async () =>
        {
            while (await Console.In.ReadLineAsync().ConfigureAwait(false) is not null)
            {
            }

            await end.CancelAsync().ConfigureAwait(false);
        });
        if (role == "accept") await AcceptAsync(queue, int.Parse(rest[0], CultureInfo.InvariantCulture)).ConfigureAwait(false);
        else await DeliverAsync(queue, end.Token).ConfigureAwait(false);
        await input.ConfigureAwait(false);
        return 0;
    }

    private static async Task AcceptAsync(IMessageQueue queue, int messages)
    {
        for (int i = 0; i < messages; i++)
        {
            NewMessage message = Message(i);
            QueueAddition addition = await queue.AddAsync(message, CancellationToken.None).ConfigureAwait(false);
            if (addition.Outcome == QueueAdditionOutcome.Stored) Console.WriteLine($"stored {message.Id}");
        }

        Console.WriteLine("ready");
    }

    private static async Task DeliverAsync(IMessageQueue queue, CancellationToken end)
    {
        Console.WriteLine("ready");
        try
        {
            while (true)
            {
                DueDestinations due = await queue.FindDueAsync(10, end).ConfigureAwait(false);
                foreach (string destination in due.Destinations) await DeliverAsync(queue, destination).ConfigureAwait(false);
                TimeSpan next = due.NextIn ?? TimeSpan.FromSeconds(10);
                if (due.Destinations.Count == 0) await queue.WaitAsync(next < TimeSpan.FromSeconds(10) ? next : TimeSpan.FromSeconds(10), end).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private static async Task DeliverAsync(IMessageQueue queue, string destination)
    {
        foreach (QueuedDelivery claim in await queue.ClaimAsync(destination, 3, CancellationToken.None).ConfigureAwait(false))
        {
            using QueuedBody? body = await queue.OpenBodyAsync(claim.Message, CancellationToken.None).ConfigureAwait(false);
            if (body is null || !await queue.CompleteAsync(claim, DeliveryResult.Done, CancellationToken.None).ConfigureAwait(false)) continue;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"delivered {claim.Message.Id} {claim.Attempts} {claim.Age.TotalMilliseconds:F0}"));
        }
    }

    private static NewMessage Message(int i) => new()
    {
        Id = TransactionId.Create(TimeProvider.System.GetUtcNow()),
        Mail = new MailCommand(EmailAddress.Parse("sender@a.example"), SmtpMailParameters.None),
        Recipients = [new RcptCommand(EmailAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"r{i}@d{i % 3}.example")), SmtpRcptParameters.None)],
        Body = MessageBody.FromMemory(Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\nText.\r\n")),
        Client = IPAddress.Loopback,
        IsClaimed = true,
    };
}
