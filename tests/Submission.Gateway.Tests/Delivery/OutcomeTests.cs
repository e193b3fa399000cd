using System.Text;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>What becomes of recipients by what servers say.</summary>
public sealed class OutcomeTests
{
    [Theory]
    [InlineData("MAIL", "550 no", RecipientOutcomeKind.Failed, "5.0.0")]
    [InlineData("MAIL", "550 5.7.1 no", RecipientOutcomeKind.Failed, "5.7.1")]
    [InlineData("MAIL", "451 4.7.1 later", RecipientOutcomeKind.Deferred, "4.7.1")]
    [InlineData("RCPT", "550 no", RecipientOutcomeKind.Failed, "5.1.1")]
    [InlineData("RCPT", "450 later", RecipientOutcomeKind.Deferred, "4.1.1")]
    [InlineData("DATA", "554 no", RecipientOutcomeKind.Failed, "5.6.0")]
    [InlineData("DATA", "451 4.3.0 later", RecipientOutcomeKind.Deferred, "4.3.0")]
    public async Task Reply_OfOneServer_DecidesByItsClass(string verb, string reply, RecipientOutcomeKind kind, string status)
    {
        await using ScriptedServer server = new() { Answer = (_, command) => command.StartsWith(verb, StringComparison.Ordinal) ? reply : null };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        RecipientOutcome outcome = Assert.Single(rig.Memory.Results[0].Result.Recipients).Last!;
        Assert.Equal((kind, status), (outcome.Kind, outcome.Status.ToString()));
        Assert.Equal((reply, "mx0.test", server.EndPoint.ToString()), (outcome.Text, outcome.RemoteHost, outcome.RemoteEndPoint));
        Assert.Equal(int.Parse(reply[..3], System.Globalization.CultureInfo.InvariantCulture), outcome.ReplyCode);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task Reply_Definite_IsNotTriedAtTheNextServer(string verb)
    {
        await using ScriptedServer bad = new() { Answer = (_, command) => command.StartsWith(verb, StringComparison.Ordinal) ? "550 5.7.1 no" : null };
        await using ScriptedServer good = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", bad.EndPoint, good.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        Assert.Equal(0, good.Connections);
    }

    [Fact]
    public async Task TooManyRecipients_TheRestGoesInTheNextTransactionsAtOnce()
    {
        int taken = 0;
        await using ScriptedServer server = new();
        server.Answer = (_, command) =>
        {
            if (command.StartsWith("MAIL", StringComparison.Ordinal)) taken = 0;
            return command.StartsWith("RCPT", StringComparison.Ordinal) && ++taken > 3 ? "452 4.5.3 too many recipients" : null;
        };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        string[] to = [.. Enumerable.Range(0, 10).Select(static i => $"u{i}@example.org")];
        await rig.SendAsync(to);
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal([3, 3, 3, 1], server.Mails.Select(static mail => mail.To.Count));
        Assert.Equal(to, server.Mails.SelectMany(static mail => mail.To));
        Assert.Equal((1, 1), (server.Connections, rig.Memory.Results.Count));
    }

    [Fact]
    public async Task TooManyRecipients_OfTheVeryFirst_IsADeferral()
    {
        await using ScriptedServer server = new() { Answer = static (_, command) => command.StartsWith("RCPT", StringComparison.Ordinal) ? "452 4.5.3 too many recipients" : null };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        Assert.Equal(RecipientOutcomeKind.Deferred, Assert.Single(rig.Memory.All).Recipients[0].Last!.Kind);
    }

    [Fact]
    public async Task RecipientsPerMessage_BoundsEachTransaction()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", StaticRoutes.To(new DeliveryLane("example.org") { RecipientsPerMessage = 4 }, server.EndPoint));
        await rig.SendAsync([.. Enumerable.Range(0, 10).Select(static i => $"u{i}@example.org")]);
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal([4, 4, 2], server.Mails.Select(static mail => mail.To.Count));
    }

    [Fact]
    public async Task Size_AboveWhatAServerTakes_GoesToAnotherOneOrFails()
    {
        await using ScriptedServer small = new() { Capabilities = ["SIZE 1000"] };
        await using ScriptedServer large = new() { Capabilities = ["SIZE 100000"] };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("one.example", small.EndPoint, large.EndPoint).With("two.example", small.EndPoint);
        byte[] body = Encoding.ASCII.GetBytes("Subject: x\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('a', 76) + "\r\n", 30)));
        await rig.SendAsync(body, "eva@one.example");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Single(large.Mails);
        await rig.SendAsync(body, "eva@two.example");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 2);
        Assert.Equal("5.3.4", Assert.Single(rig.Memory.Results[1].Result.Recipients).Last!.Status.ToString());
        Assert.Empty(small.Mails);
    }

    [Fact]
    public async Task SmtpUtf8_NotOffered_Fails()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        NewMessage message = rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org");
        await rig.Gateway.AcceptAsync(
            message with { Mail = new MailCommand(message.Mail.ReversePath, new SmtpMailParameters { SmtpUtf8 = true }) }, TestContext.Current.CancellationToken);
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        Assert.Equal("5.6.7", Assert.Single(rig.Memory.Results[0].Result.Recipients).Last!.Status.ToString());
    }

    [Fact]
    public async Task Body_WithABareLineEnd_FailsAndTheSenderIsTold()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint).With("domena.cz", server.EndPoint);
        await rig.SendAsync("Subject: x\r\n\r\na\nb\r\n"u8.ToArray(), "eva@example.org");
        await Rig.UntilAsync(() => server.Mails.Count == 1 && rig.Memory.IsEmpty);
        Assert.Equal(("", "jan@domena.cz"), (server.Mails.Single().From, server.Mails.Single().To[0]));
        Assert.Equal("5.6.0", Assert.Single(rig.Memory.Results[0].Result.Recipients).Last!.Status.ToString());
    }

    [Fact]
    public async Task Route_ThatFails_DecidesWithoutAServer()
    {
        await using Rig rig = new Rig().Start();
        rig.Routes.With("gone.example", RouteResult.Failed(new EnhancedStatus(5, 1, 10), "the domain takes no mail"));
        rig.Routes.With("doubt.example", RouteResult.Deferred(new EnhancedStatus(4, 4, 3), "the name servers do not answer"));
        await rig.SendAsync("eva@gone.example");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        Assert.Equal(OwedNotice.Failed, Assert.Single(rig.Memory.Results[0].Result.Recipients).Notice);
        await rig.SendAsync("eva@doubt.example");
        await Rig.UntilAsync(() => rig.Memory.Results.Any(static written => written.Claim.Destination == "doubt.example"));
        DeliveryResult deferred = rig.Memory.Results.First(static written => written.Claim.Destination == "doubt.example").Result;
        Assert.Equal((RecipientOutcomeKind.Deferred, rig.Options.FirstRetry), (Assert.Single(deferred.Recipients).Last!.Kind, deferred.RetryAfter));
    }

    [Fact]
    public async Task TlsPolicy_ThatDefersAServer_LeavesItOut()
    {
        await using ScriptedServer first = new();
        await using ScriptedServer second = new();
        await using Rig rig = new() { Tls = new NotTheFirst() };
        rig.Start();
        rig.Routes.With("one.example", first.EndPoint, second.EndPoint).With("two.example", first.EndPoint);
        await rig.SendAsync("eva@one.example");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Single(second.Mails);
        await rig.SendAsync("eva@two.example");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 2);
        Assert.Equal("its keys are not known now", Assert.Single(rig.Memory.All).Recipients[0].Last!.Text);
        Assert.Equal(0, first.Connections);
    }

    [Fact]
    public async Task TlsPolicy_RequiresWhatIsNotOffered_Defers()
    {
        await using ScriptedServer server = new();
        await using Rig rig = new() { Tls = new Required() };
        rig.Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count >= 1);
        Assert.Equal("4.7.5", Assert.Single(rig.Memory.All).Recipients[0].Last!.Status.ToString());
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Replies_SplitIntoOctets_AreRead()
    {
        await using ScriptedServer server = new() { IsSplit = true };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Single(server.Mails);
    }

    private sealed class NotTheFirst : IDeliveryTlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken) =>
            new(question.Host.Name == "mx0.test" ? TlsRequirement.Opportunistic with { Deferral = new TlsFailure(TlsFailureKind.DnssecInvalid, "its keys are not known now") } : TlsRequirement.Opportunistic);
    }

    private sealed class Required : IDeliveryTlsPolicy
    {
        public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken) => new(new TlsRequirement(SmtpClientTls.Required, "required"));
    }
}
