using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Submission.Policy;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Benchmarks.Queue;

/// <summary>What a queue of a million messages costs: <c>queue-million DIRECTORY [MESSAGES]</c> fills it where it is empty; called again it only opens, lists and counts.</summary>
internal static class QueueMillion
{
    public const string Command = "queue-million";
    private const int Domains = 1000;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [string directory, .. string[] rest])
        {
            Console.Error.WriteLine("queue-million DIRECTORY [MESSAGES]");
            return 2;
        }

        int total = rest is [string messages] ? int.Parse(messages, CultureInfo.InvariantCulture) : 1_000_000;
        long begun = Stopwatch.GetTimestamp();
        await using SqliteMessageQueue queue = SqliteMessageQueue.Open(new SqliteQueueOptions { Directory = directory }, TimeProvider.System, NullLogger.Instance);
        Print("open", begun);
        if ((await queue.ListAsync(QueueFilter.All, 1, 0, CancellationToken.None).ConfigureAwait(false)).Count == 0) await FillAsync(queue, total).ConfigureAwait(false);

        QueueFilter domain = new() { Destination = "d7.example" };
        await TimeAsync("list by domain", async () => (await queue.ListAsync(domain, 100, 0, CancellationToken.None).ConfigureAwait(false)).Count).ConfigureAwait(false);
        await TimeAsync("list by domain, all", async () => (await queue.ListAsync(domain, 10_000, 0, CancellationToken.None).ConfigureAwait(false)).Count).ConfigureAwait(false);
        await TimeAsync("list by absent domain", async () => (await queue.ListAsync(new QueueFilter { Destination = "none.example" }, 100, 0, CancellationToken.None).ConfigureAwait(false)).Count).ConfigureAwait(false);
        await TimeAsync("list by sender", async () => (await queue.ListAsync(new QueueFilter { Sender = "s77@a.example" }, 10_000, 0, CancellationToken.None).ConfigureAwait(false)).Count).ConfigureAwait(false);
        await TimeAsync("hold by domain", async () => (await queue.HoldAsync(domain, "test", null, CancellationToken.None).ConfigureAwait(false)).Changed).ConfigureAwait(false);
        await TimeAsync("release by domain", async () => (await queue.ReleaseAsync(domain, CancellationToken.None).ConfigureAwait(false)).Changed).ConfigureAwait(false);
        await TimeAsync("retry by domain", async () => (await queue.RetryAsync(domain, CancellationToken.None).ConfigureAwait(false)).Changed).ConfigureAwait(false);
        await TimeAsync("find due", async () => (await queue.FindDueAsync(100, CancellationToken.None).ConfigureAwait(false)).Destinations.Count).ConfigureAwait(false);
        await TimeAsync("count", async () => (int)(await queue.CountAsync(10, CancellationToken.None).ConfigureAwait(false)).Messages).ConfigureAwait(false);
        await TimeAsync("retry all", async () => (await queue.RetryAsync(QueueFilter.All, CancellationToken.None).ConfigureAwait(false)).Changed).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak memory: {Process.GetCurrentProcess().PeakWorkingSet64 / 1048576} MB, now {Environment.WorkingSet / 1048576} MB"));
        return 0;
    }

    private static async Task FillAsync(IMessageQueue queue, int total)
    {
        var body = MessageBody.FromMemory(new byte[1024]);
        int next = -1;
        long begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async _ =>
        {
            await Task.Yield();
            int i;
            while ((i = Interlocked.Increment(ref next)) < total)
            {
                QueueAddition addition = await queue.AddAsync(Message(i, body), CancellationToken.None).ConfigureAwait(false);
                if (addition.Outcome != QueueAdditionOutcome.Stored) throw new InvalidOperationException(addition.Outcome.ToString());
            }
        })).ConfigureAwait(false);
        Print("fill", begun);
    }

    private static NewMessage Message(int i, MessageBody body) => new()
    {
        Id = TransactionId.Create(DateTimeOffset.UtcNow),
        Mail = new MailCommand(EmailAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"s{i % 5000}@a.example")), SmtpMailParameters.None),
        Recipients = [new RcptCommand(EmailAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"recipient{i}@d{i % Domains}.example")), new SmtpRcptParameters())],
        Body = body,
        Account = "sender@a.example",
    };

    private static async Task TimeAsync(string what, Func<Task<int>> work)
    {
        long begun = Stopwatch.GetTimestamp();
        int count = await work().ConfigureAwait(false);
        Print(string.Create(CultureInfo.InvariantCulture, $"{what} ({count})"), begun);
    }

    private static void Print(string what, long begun) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:F0} ms"));
}
