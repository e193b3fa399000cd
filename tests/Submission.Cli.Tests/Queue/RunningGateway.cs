using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Cli.Tests.Admin;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Sqlite;
using Submission.GatewayServer.Admin;
using Submission.Policy;
using Submission.Policy.Testing;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Cli.Tests.Queue;

/// <summary>A host of this project with a queue in SQLite and its admin socket. Nothing delivers; what is in the queue is put there, and attempts are made, by the test.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly RunningHost _host;

    private RunningGateway(DirectoryInfo folder, RunningHost host, SqliteMessageQueue queue, FakeClock clock) => (_folder, _host, Queue, Clock) = (folder, host, queue, clock);

    public SqliteMessageQueue Queue { get; }

    /// <summary>The clock of the queue and of the tool.</summary>
    public FakeClock Clock { get; }

    public string Socket => _host.Socket;

    public static async Task<RunningGateway> StartAsync(DateTimeOffset? now = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("queue-");
        var clock = new FakeClock(now ?? QueueExamples.AtNoon.Now);
        SqliteMessageQueue queue = SqliteMessageQueue.Open(new SqliteQueueOptions { Directory = folder.FullName, MinimumFreeSpace = 0 }, clock, NullLogger.Instance);
        RunningHost host = await RunningHost.StartAsync(RunningHost.SmallPolicy, services => services.AddSingleton<IMessageQueue>(queue).AddQueueAdmin());
        return new RunningGateway(folder, host, queue, clock);
    }

    /// <summary>Runs the tool against this host; it must succeed.</summary>
    public async Task<string> RunAsync(string line)
    {
        ToolRun run = await TryAsync(line);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Output;
    }

    public Task<ToolRun> TryAsync(string line) => ToolRun.RunAtAsync(Clock, [.. line.Split(' '), "--socket", Socket]);

    /// <summary>Puts a message into the queue.</summary>
    /// <returns>Its id.</returns>
    public Task<string> AddAsync(string sender, params string[] recipients) => AddAsync(TransactionId.Create(Clock.GetUtcNow()), null, sender, recipients);

    /// <summary>Puts a message into the queue by its id, held where a reason is given.</summary>
    public async Task<string> AddAsync(TransactionId id, string? holdReason, string sender, params string[] recipients)
    {
        var message = new NewMessage
        {
            Id = id,
            HoldReason = holdReason,
            Mail = new MailCommand(
                sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(sender), new SmtpMailParameters { Return = DsnReturn.Headers, EnvelopeId = "order-4711" }),
            Recipients = [.. recipients.Select(static recipient => new RcptCommand(EmailAddress.Parse(recipient), new SmtpRcptParameters { Notify = DsnNotify.Failure | DsnNotify.Delay }))],
            Body = MessageBody.FromMemory("Subject: x\r\n\r\nx\r\n"u8.ToArray()),
            Account = sender.Length == 0 ? null : sender,
            Client = sender.Length == 0 ? null : IPAddress.Parse("198.51.100.7"),
        };
        Assert.Equal(QueueAdditionOutcome.Stored, (await Queue.AddAsync(message, TestContext.Current.CancellationToken)).Outcome);
        return message.Id.ToString();
    }

    /// <summary>Makes an attempt that every recipient at a destination is deferred by.</summary>
    public async Task DeferAsync(string destination, string text, TimeSpan retryAfter)
    {
        foreach (QueuedDelivery claim in await ClaimAsync(destination))
            Assert.True(await Queue.CompleteAsync(claim, Deferred(claim, text, retryAfter), TestContext.Current.CancellationToken));
    }

    /// <summary>What comes of such an attempt.</summary>
    public DeliveryResult Deferred(QueuedDelivery claim, string text, TimeSpan retryAfter)
    {
        // What begins with a code is a server's reply, anything else the gateway's own words.
        bool isReply = char.IsAsciiDigit(text[0]);
        var outcome = new RecipientOutcome
        {
            Kind = RecipientOutcomeKind.Deferred,
            Status = isReply ? new EnhancedStatus(4, 7, 1) : new EnhancedStatus(4, 4, 1),
            Text = text,
            ReplyCode = isReply ? 451 : 0,
            RemoteHost = isReply ? $"mx.{claim.Destination}" : null,
            RemoteEndPoint = isReply ? "192.0.2.25:25" : null,
            IsEncrypted = isReply,
            At = Clock.GetUtcNow(),
        };
        ImmutableArray<QueuedRecipient> recipients = [.. claim.Recipients.Select(recipient => recipient with { Last = outcome })];
        return new DeliveryResult(recipients) { RetryAfter = retryAfter };
    }

    /// <summary>Claims what is due for a destination.</summary>
    public ValueTask<IReadOnlyList<QueuedDelivery>> ClaimAsync(string destination) => Queue.ClaimAsync(destination, 100, TestContext.Current.CancellationToken);

    public async Task<IReadOnlyList<string>> DueAsync() => (await Queue.FindDueAsync(100, TestContext.Current.CancellationToken)).Destinations;

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await Queue.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
