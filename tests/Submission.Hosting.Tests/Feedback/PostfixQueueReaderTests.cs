using System.Net;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Submission.Hosting.Configuration;
using Submission.Hosting.Feedback;
using Submission.Hosting.Tests.EndToEnd;
using Submission.Policy.Delivery;

namespace Submission.Hosting.Tests.Feedback;

/// <summary>The queue of a real Postfix, and commands that fail.</summary>
public sealed class PostfixQueueReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_QueueOfARealPostfix_ShowsWhatWaitsAndThenThatItIsGone()
    {
        IPEndPoint nextHop = FreePort.Find();
        await using PostfixPeer postfix = await PostfixPeer.StartAsync(new PostfixPeerOptions { NextHop = nextHop });
        var reader = new PostfixQueueReader(new PostfixQueueOptions { Command = postfix.QueueCommand }, TimeProvider.System, NullLogger.Instance);
        var history = new PostfixQueueHistory();
        Assert.Empty(await LookAsync(reader, history));
        DateTimeOffset before = DateTimeOffset.UtcNow.AddSeconds(-2);
        await SendAsync(postfix, "jan@domena.cz", "eva@domena.cz");

        List<DeliveryReport> queued = await LookUntilAsync(reader, history, 2, postfix);
        Assert.Equal(["eva@domena.cz Queued", "jan@domena.cz Queued"], queued.Select(static report => $"{report.Sender} {report.Event}").Order(StringComparer.Ordinal));
        Assert.All(queued, report => Assert.InRange(report.AcceptedAt, before, DateTimeOffset.UtcNow.AddSeconds(2)));
        Assert.Empty(await LookAsync(reader, history));

        // Where it may, Postfix says QUIT in one write with the end of the data.
        await using ScriptedNextHop hop = new(nextHop) { Extensions = "250 hop" };
        await postfix.FlushAsync();
        List<DeliveryReport> delivered = await LookUntilAsync(reader, history, 2, postfix);

        Assert.Equal(
            queued.Select(static report => report with { Event = DeliveryEvent.Delivered }).OrderBy(static report => report.MessageId, StringComparer.Ordinal),
            delivered.OrderBy(static report => report.MessageId, StringComparer.Ordinal));
        Assert.Equal(2, hop.Messages.Count);
    }

    [Theory]
    [InlineData("/nowhere/postqueue -j", "cannot be looked at by '/nowhere/postqueue -j'")]
    [InlineData("ls /nowhere", "exit code 2 ls: cannot access '/nowhere'")]
    public async Task Read_CommandThatFails_IsNoQueue(string command, string expected)
    {
        var logger = new RecordingLogger<PostfixQueueReader>();
        var reader = new PostfixQueueReader(new PostfixQueueOptions { Command = command }, TimeProvider.System, logger);

        Assert.Null(await reader.ReadAsync(Token));
        Assert.Contains(expected, Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CommandThatDoesNotEnd_IsEndedAfterItsTime()
    {
        var logger = new RecordingLogger<PostfixQueueReader>();
        var reader = new PostfixQueueReader(new PostfixQueueOptions { Command = "sleep 600", Timeout = TimeSpan.FromMilliseconds(50) }, TimeProvider.System, logger);

        Assert.Null(await reader.ReadAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Contains("took longer", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    private static async Task SendAsync(PostfixPeer postfix, params string[] senders)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync(postfix.EndPoint.Address.ToString(), postfix.EndPoint.Port, SecureSocketOptions.None, Token);
        foreach (string sender in senders)
        {
            using var message = new MimeMessage([new MailboxAddress("", sender)], [new MailboxAddress("", "x@friend.example")], "waits", new TextPart { Text = "Hello" });
            await client.SendAsync(message, Token);
        }

        await client.DisconnectAsync(quit: true, Token);
    }

    private static async Task<IReadOnlyList<DeliveryReport>> LookAsync(PostfixQueueReader reader, PostfixQueueHistory history)
    {
        history.BeginLook();
        PostfixQueueSnapshot? snapshot = await reader.ReadAsync(Token);
        Assert.NotNull(snapshot);
        Assert.Equal((0, true), (snapshot.Junk, snapshot.IsComplete));
        return history.Compare(snapshot);
    }

    // Postfix takes its time, which no clock of the test can shorten.
    private static async Task<List<DeliveryReport>> LookUntilAsync(PostfixQueueReader reader, PostfixQueueHistory history, int count, PostfixPeer postfix)
    {
        List<DeliveryReport> reports = [];
        for (int look = 0; look < 400 && reports.Count < count; look++)
        {
            reports.AddRange(await LookAsync(reader, history));
            await Task.Delay(50, Token);
        }

        Assert.True(reports.Count == count, postfix.Log());
        return reports;
    }
}
