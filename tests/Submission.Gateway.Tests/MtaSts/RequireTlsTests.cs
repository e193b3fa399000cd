using System.Text;
using CsCheck;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tls;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.MtaSts;

/// <summary>REQUIRETLS and <c>TLS-Required: No</c> (RFC 8689) from acceptance to the server; row N30 for MTA-STS.</summary>
public sealed class RequireTlsTests
{
    private static readonly string[] Offered = ["REQUIRETLS"];

    [Theory]
    [InlineData(true, "mx.a.test", RecipientOutcomeKind.Delivered, "2.0.0")]
    [InlineData(false, "mx.a.test", RecipientOutcomeKind.Failed, "5.7.30")]
    [InlineData(true, "mx.b.test", RecipientOutcomeKind.Deferred, "4.7.5")]
    public async Task Demand_ServerThatKeepsItOrNot_IsDeliveredOrNot(bool isOffered, string name, RecipientOutcomeKind kind, string status)
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(bed.Authority.Issue(name)) { Extensions = isOffered ? Offered : [] };
        await using Rig rig = Rig(bed, server);
        NewMessage message = Message(rig, "Subject: secret\r\nTLS-Required: No\r\n\r\nhello\r\n");
        Assert.Equal(QueueAdditionOutcome.Stored, await rig.Gateway.AcceptAsync(message, TestContext.Current.CancellationToken));
        if (kind == RecipientOutcomeKind.Delivered)
        {
            await Delivery.Rig.UntilAsync(() => !server.Messages.IsEmpty);
            Assert.Contains(server.Commands, static command => command.StartsWith("TLS MAIL", StringComparison.Ordinal) && command.EndsWith(" REQUIRETLS", StringComparison.Ordinal));
        }
        else if (kind == RecipientOutcomeKind.Failed)
        {
            await Delivery.Rig.UntilAsync(() => server.Messages.Any(text => text.Contains(status, StringComparison.Ordinal)));
            string notice = Assert.Single(server.Messages);
            Assert.Contains("text/rfc822-headers", notice, StringComparison.Ordinal);
            Assert.DoesNotContain("\r\nhello", notice, StringComparison.Ordinal);
        }
        else
        {
            await Delivery.Rig.UntilAsync(async () => (await rig.Queue.ListAsync(QueueFilter.All, 10, 0, TestContext.Current.CancellationToken)).Any(one => one.Recipients[0].Last?.Status.ToString() == status));
            Assert.False(server.HasMail);
        }
    }

    [Theory]
    [InlineData("TLS-Required: No", true)]
    [InlineData("tls-required:no", true)]
    [InlineData("TLS-Required:\r\n No", true)]
    [InlineData("TLS-Required: No\r\n\t", true)]
    [InlineData("TLS-Required: Yes", false)]
    [InlineData("TLS-Required: No way", false)]
    [InlineData("TLS-Required: No\r\n way", false)]
    [InlineData("TLS-Required: No\r\nTLS-Required: No", false)]
    [InlineData("X-TLS-Required: No", false)]
    [InlineData("Subject: TLS-Required: No", false)]
    [InlineData("Subject: x\r\n TLS-Required: No", false)]
    [InlineData("Subject: x\r\n\r\nTLS-Required: No", false)]
    public void Read_HeaderField_CountsOnceAndAsNo(string header, bool isOptional) =>
        Assert.Equal(isOptional ? MessageTls.Optional : MessageTls.Default, MessageDemand.Read(Encoding.ASCII.GetBytes("From: a@b.test\r\n" + header + "\r\n\r\nbody\r\n")));

    [Fact]
    public void Read_AnyOctets_NeverThrows() => Gen.String[Gen.Char["TLS-Required:No \r\n\t"], 0, 200].Sample(text => _ = MessageDemand.Read(Encoding.Latin1.GetBytes("TLS-Required:" + text)));

    [Fact]
    public async Task HeaderField_PolicyThatCannotBeMet_IsDelivered()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(StsAuthority.SelfSigned("anything.test"));
        await using Rig rig = Rig(bed, server);
        await rig.SendAsync("Subject: public\r\nTLS-Required: No\r\n\r\nhello\r\n"u8.ToArray(), "eva@a.test");
        await Delivery.Rig.UntilAsync(() => !server.Messages.IsEmpty);
    }

    [Fact]
    public async Task Demand_NoTls_NothingIsSent()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(bed.Authority.Issue("mx.a.test")) { OffersTls = false };
        await using Rig rig = Rig(bed, server);
        await rig.Gateway.AcceptAsync(Message(rig, "Subject: secret\r\n\r\nhello\r\n"), TestContext.Current.CancellationToken);
        await Delivery.Rig.UntilAsync(async () => (await rig.Queue.ListAsync(QueueFilter.All, 10, 0, TestContext.Current.CancellationToken)).Any(static one => one.Recipients[0].Last is { Kind: RecipientOutcomeKind.Deferred }));
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task Demand_NothingProvesTheServer_ComesBackAndItsNoticeArrives()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Dns.Set(StsBed.Record);
        await using TlsMailServer server = new(bed.Authority.Issue("mx.a.test")) { Extensions = Offered };
        await using Rig rig = Rig(bed, server);
        await rig.Gateway.AcceptAsync(Message(rig, "Subject: secret\r\n\r\nhello\r\n"), TestContext.Current.CancellationToken);
        await Delivery.Rig.UntilAsync(() => !server.Messages.IsEmpty);
        string notice = Assert.Single(server.Messages);
        Assert.Contains("5.7.10", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nhello", notice, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, static command => command.Contains("eva@a.test", StringComparison.Ordinal));
    }

    private static Rig Rig(StsBed bed, TlsMailServer server)
    {
        Rig rig = new() { Tls = bed.Levels(), Time = bed.Time };
        RouteResult route = RouteResult.Found(new DeliveryRoute([new RouteHost("mx.a.test", 0, [server.EndPoint])], new DeliveryLane("a.test")));
        rig.Routes.With(StsBed.Domain, route).With("domena.cz", route);
        return rig.Start();
    }

    private static NewMessage Message(Rig rig, string text)
    {
        NewMessage message = rig.Message(Encoding.ASCII.GetBytes(text), "eva@a.test");
        return message with { Mail = message.Mail with { Parameters = new SmtpMailParameters { RequireTls = true, Return = DsnReturn.Full } } };
    }
}
