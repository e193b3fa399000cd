using Microsoft.Extensions.Time.Testing;
using System.Collections.Concurrent;
using Submission.Gateway.Queue;
using Submission.Policy.Delivery;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>What senders and the policy are told.</summary>
public sealed class ReportTests
{
    [Fact]
    public async Task Row11_MessageThatGoesThrough_IsReportedAsQueuedAndThenAsDelivered()
    {
        Heard heard = new();
        await using ScriptedServer server = new();
        await using Rig rig = new Rig { Feedback = heard }.Start();
        rig.Routes.With("one.example", server.EndPoint).With("two.example", server.EndPoint);
        TransactionId id = await rig.SendAsync("a@one.example", "b@two.example");
        await Rig.UntilAsync(() => heard.Reports.Count >= 2);
        DeliveryReport[] reports = [.. heard.Reports];
        Assert.Equal([DeliveryEvent.Queued, DeliveryEvent.Delivered], reports.Select(static report => report.Event).Distinct());
        Assert.All(reports, report =>
        {
            Assert.Equal((id.ToString(), "jan@domena.cz", "jan@domena.cz", "192.0.2.7"), (report.MessageId, report.Sender.ToString(), report.Account!.Login, report.Client!.AddressText));
            Assert.Null(report.Recipient);
        });
    }

    [Fact]
    public async Task Row11_MessageThatWaits_IsNotReportedAsDelivered_NotEvenAfterARestart()
    {
        Heard heard = new();
        await using ScriptedServer server = new() { Answer = static (_, command) => command.Contains("b@two", StringComparison.Ordinal) ? "450 4.2.0 later" : null };
        await using Rig rig = new Rig { Feedback = heard }.Start();
        rig.Routes.With("one.example", server.EndPoint).With("two.example", server.EndPoint);
        await rig.SendAsync("a@one.example", "b@two.example");
        await Rig.UntilAsync(() => rig.Memory.Results.Count == 2 && !heard.Reports.IsEmpty);
        await rig.RestartAsync();
        Assert.Equal(DeliveryEvent.Queued, Assert.Single(heard.Reports).Event);
        server.Answer = static (_, _) => null;
        await rig.Memory.RetryAsync(QueueFilter.All, TestContext.Current.CancellationToken);
        await Rig.UntilAsync(() => heard.Reports.Count == 2);
        Assert.Equal(DeliveryEvent.Delivered, heard.Reports.Last().Event);
    }

    [Fact]
    public async Task Row11a_RecipientThatIsRefused_IsReportedAsBounced_OnesThatExpireAreNot()
    {
        Heard heard = new();
        await using ScriptedServer server = new()
        {
            Answer = static (_, command) => command switch
            {
                "RCPT TO:<b@one.example>" => "550 5.1.1 who",
                "RCPT TO:<c@one.example>" => "450 4.2.0 later",
                _ => null,
            },
        };
        await using Rig rig = new() { Feedback = heard };
        rig.Options.MaximumAge = TimeSpan.Zero;
        rig.Start();
        rig.Routes.With("one.example", server.EndPoint).With("domena.cz", server.EndPoint);
        await rig.SendAsync("a@one.example", "b@one.example", "c@one.example");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty && heard.Reports.Count >= 3);
        Assert.Equal("b@one.example", Assert.Single(heard.Reports, static report => report.Event == DeliveryEvent.Bounced).Recipient!.ToString());
        Assert.Equal([DeliveryEvent.Queued, DeliveryEvent.Bounced, DeliveryEvent.Delivered], heard.Reports.Select(static report => report.Event));
    }

    [Fact]
    public async Task Feedback_ThatFails_HarmsNoDelivery()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig { Feedback = new Heard { Fails = true } }.Start();
        rig.Routes.With("one.example", server.EndPoint);
        for (int i = 0; i < 5; i++) await rig.SendAsync("a@one.example");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(5, server.Mails.Count);
    }

    [Fact]
    public async Task Notice_OfSeveralDomains_IsOne()
    {
        await using ScriptedServer server = new() { Answer = static (_, command) => command.Contains("RCPT TO:<x@", StringComparison.Ordinal) ? "550 5.1.1 who" : null };
        FakeTimeProvider time = new();
        await using Rig rig = new() { Time = time };
        rig.Options.NoticeWait = TimeSpan.FromSeconds(1);
        rig.Start();
        rig.Routes.With("one.example", server.EndPoint).With("two.example", server.EndPoint).With("domena.cz", server.EndPoint);
        await rig.SendAsync("x@one.example", "x@two.example");
        await Rig.UntilAsync(() => rig.Memory.Results.Count == 2);
        await Rig.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return rig.Memory.IsEmpty;
        });
        string text = System.Text.Encoding.UTF8.GetString(Assert.Single(server.Mails).Data);
        Assert.Contains("x@one.example", text, StringComparison.Ordinal);
        Assert.Contains("x@two.example", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notice_AskedForSuccess_IsSentWhereTheNextServerSendsNone()
    {
        await using ScriptedServer plain = new();
        await using ScriptedServer knowing = new() { Capabilities = ["DSN"] };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("plain.example", plain.EndPoint).With("knowing.example", knowing.EndPoint).With("domena.cz", plain.EndPoint);
        foreach (string to in (string[])["a@plain.example", "a@knowing.example"])
        {
            RcptCommand recipient = new(EmailAddress.Parse(to), new SmtpRcptParameters { Notify = DsnNotify.Success });
            await rig.Gateway.AcceptAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), to) with { Recipients = [recipient] }, TestContext.Current.CancellationToken);
        }

        await Rig.UntilAsync(() => rig.Memory.IsEmpty && plain.Mails.Count == 2 && knowing.Mails.Count == 1);
        Assert.Contains("RCPT TO:<a@knowing.example> NOTIFY=SUCCESS", knowing.Commands);
        Assert.Single(plain.Mails, static mail => mail.From.Length == 0);
    }

    [Fact]
    public async Task Notice_ThatCannotBeWritten_IsTriedAgainAndKeepsNoOtherWaiting()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider time = new();
        await using ScriptedServer server = new() { Answer = static (_, command) => command.Contains("RCPT TO:<x@", StringComparison.Ordinal) ? "550 5.1.1 who" : null };
        await using Rig rig = new Rig { Time = time }.Start();
        rig.Routes.With("one.example", server.EndPoint).With("domena.cz", server.EndPoint);
        TransactionId? bad = null;
        rig.Memory.BodyError = message => (bad ??= message.Id) == message.Id ? new InvalidOperationException("for a test") : null;
        await rig.SendAsync("x@one.example");
        await rig.SendAsync("x@one.example");
        await Rig.UntilAsync(() => server.Mails.Count == 1 && rig.Memory.All.Length == 1);
        rig.Memory.BodyError = static _ => null;
        for (int i = 0; i < 500 && !rig.Memory.IsEmpty; i++)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(2, server.Mails.Count);
    }

    private sealed class Heard : IDeliveryFeedback
    {
        public ConcurrentQueue<DeliveryReport> Reports { get; } = new();

        public bool Fails { get; init; }

        public ValueTask ReportAsync(DeliveryReport report, CancellationToken cancellationToken)
        {
            Reports.Enqueue(report);
            return Fails ? throw new InvalidOperationException("for a test") : default;
        }
    }
}
