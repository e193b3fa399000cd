using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Postgres;
using Submission.Gateway.Queue.Sqlite;
using Submission.Policy;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Benchmarks.Queue;

/// <summary>
/// How many messages of 4 KiB a queue stores and lets go of in a second: <c>queue-load sqlite DIRECTORY MESSAGES CALLERS</c> or <c>queue-load postgres CONNECTION MESSAGES CALLERS</c>. Each caller adds a message that it claims, and ends the
/// claim, as the gateway does with a message that is delivered at once.
/// </summary>
internal static class QueueLoad
{
    public const string Command = "queue-load";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [("sqlite" or "postgres") and string kind, string place, string messages, string callers])
        {
            Console.Error.WriteLine("queue-load sqlite DIRECTORY MESSAGES CALLERS | queue-load postgres CONNECTION MESSAGES CALLERS");
            return 2;
        }

        int total = int.Parse(messages, CultureInfo.InvariantCulture);
        int parallel = int.Parse(callers, CultureInfo.InvariantCulture);
        await using IMessageQueue queue = kind == "sqlite"
            ? SqliteMessageQueue.Open(new SqliteQueueOptions { Directory = place }, TimeProvider.System, NullLogger.Instance)
            : await PostgresMessageQueue.OpenAsync(new PostgresQueueOptions { ConnectionString = place }, NullLogger.Instance, CancellationToken.None).ConfigureAwait(false);
        await MeasureAsync(queue, Math.Min(total, 2000), parallel, both: true, isSilent: true).ConfigureAwait(false);
        await MeasureAsync(queue, total, parallel, both: true, isSilent: false).ConfigureAwait(false);
        List<QueuedDelivery> claims = await MeasureAsync(queue, total, parallel, both: false, isSilent: false).ConfigureAwait(false);
        await MeasureCompletesAsync(queue, claims, parallel).ConfigureAwait(false);
        await MeasureAsync(queue, Math.Min(total, 1000), 1, both: true, isSilent: false).ConfigureAwait(false);
        QueueStatistics left = await queue.CountAsync(0, CancellationToken.None).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"left in the queue: {left.Messages}"));
        return 0;
    }

    private static async Task<List<QueuedDelivery>> MeasureAsync(IMessageQueue queue, int total, int callers, bool both, bool isSilent)
    {
        var body = MessageBody.FromMemory(new byte[4096]);
        List<QueuedDelivery> claims = [];
        int next = 0;
        Figures figures = new(total);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            await Task.Yield();
            int i;
            while ((i = Interlocked.Increment(ref next)) <= total)
            {
                long begun = Stopwatch.GetTimestamp();
                QueueAddition addition = await queue.AddAsync(Message(i, body), CancellationToken.None).ConfigureAwait(false);
                figures.Note(begun);
                if (addition.Outcome != QueueAdditionOutcome.Stored) await figures.FailAsync().ConfigureAwait(false);
                else if (both) await CompleteAsync(queue, addition.Claims[0], figures).ConfigureAwait(false);
                else lock (claims) claims.Add(addition.Claims[0]);
            }
        })).ConfigureAwait(false);
        if (!isSilent) figures.Print(both ? "add and complete" : "add", callers);
        return claims;
    }

    private static async Task MeasureCompletesAsync(IMessageQueue queue, List<QueuedDelivery> claims, int callers)
    {
        int next = -1;
        Figures figures = new(claims.Count);
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            await Task.Yield();
            int i;
            while ((i = Interlocked.Increment(ref next)) < claims.Count)
            {
                long begun = Stopwatch.GetTimestamp();
                await CompleteAsync(queue, claims[i], figures).ConfigureAwait(false);
                figures.Note(begun);
            }
        })).ConfigureAwait(false);
        figures.Print("complete", callers);
    }

    // Where the disk fails, it is tried again until it heals.
    private static async Task CompleteAsync(IMessageQueue queue, QueuedDelivery claim, Figures figures)
    {
        while (true)
        {
            try
            {
                await queue.CompleteAsync(claim, DeliveryResult.Done, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            catch (QueueUnavailableException)
            {
                await figures.FailAsync().ConfigureAwait(false);
            }
        }
    }

    private static NewMessage Message(int i, MessageBody body) => new()
    {
        Id = TransactionId.Create(DateTimeOffset.UtcNow),
        Mail = new MailCommand(EmailAddress.Parse("sender@a.example"), new SmtpMailParameters { Size = 4096, Body = SmtpBodyType.EightBitMime }),
        Recipients = [new RcptCommand(EmailAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"recipient{i}@d{i % 100}.example")), new SmtpRcptParameters())],
        Body = body,
        Prefix = new byte[200],
        Account = "sender@a.example",
        Client = IPAddress.Loopback,
        IsClaimed = true,
    };

    private sealed class Figures(int count)
    {
        private readonly double[] _microseconds = new double[count];
        private readonly long _begun = Stopwatch.GetTimestamp();
        private readonly TimeSpan _cpu = Process.GetCurrentProcess().TotalProcessorTime;
        private int _noted;
        private int _failed;

        public Task FailAsync()
        {
            Interlocked.Increment(ref _failed);
            return Task.Delay(20);
        }

        public void Note(long begun) => _microseconds[Interlocked.Increment(ref _noted) - 1] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;

        public void Print(string what, int callers)
        {
            double seconds = Stopwatch.GetElapsedTime(_begun).TotalSeconds;
            double cpu = (Process.GetCurrentProcess().TotalProcessorTime - _cpu).TotalMicroseconds / count;
            Array.Sort(_microseconds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: callers={callers} per_s={count / seconds:F0} p50us={_microseconds[count / 2]:F0} p99us={_microseconds[(int)(count * 0.99)]:F0} cpu_us_each={cpu:F1} failed={_failed}"));
        }
    }
}
