using System.Text;
using CsCheck;
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

    [Fact]
    public async Task Demand_ServerKeepsIt_IsDeliveredWithIt()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(bed.Authority.Issue("mx.a.test")) { Extensions = Offered };
        await using Rig rig = Rig(bed, server);
        await AcceptAsync(rig, Message(rig, "Subject: secret\r\nTLS-Required: No\r\n\r\nhello\r\n"));
        await Delivery.Rig.UntilAsync(() => !server.Messages.IsEmpty);
        Assert.Contains(server.Commands, static command => command.StartsWith("TLS MAIL", StringComparison.Ordinal) && command.EndsWith(" REQUIRETLS", StringComparison.Ordinal));
    }

    // RFC 8689, section 4.2.1: the codes; section 5: the notice tells of the header only, and is not lost where it cannot be kept as safe as its message.
    [Theory]
    [InlineData("without REQUIRETLS", "5.7.30", "REQUIRETLS support required, which mx.a.test does not offer")]
    [InlineData("without STARTTLS", "5.7.10", "mx.a.test offers no STARTTLS, and the MTA-STS policy of a.test demands TLS")]
    [InlineData("wrong name", "5.7.10", "the certificate is not for mx.a.test")]
    [InlineData("not named", "5.7.10", "mx.a.test is not among the servers that the MTA-STS policy of a.test names")]
    [InlineData("no policy", "5.7.10", "nothing proves that mx.a.test takes mail for a.test")]
    public async Task Demand_ServerCannotKeepIt_ComesBackWithTheHeaderOnly(string flaw, string status, string reason)
    {
        await using StsBed bed = await StsBed.StartAsync();
        if (flaw == "no policy") bed.Dns.Set(StsBed.Record);
        if (flaw == "not named") bed.Policy = StsBed.Text("enforce", "other.a.test");
        await using TlsMailServer server = new(bed.Authority.Issue(flaw == "wrong name" ? "mx.b.test" : "mx.a.test"))
        {
            OffersTls = flaw != "without STARTTLS",
            Extensions = flaw == "without REQUIRETLS" ? [] : Offered,
        };
        await using Rig rig = Rig(bed, server);
        await AcceptAsync(rig, Message(rig, "Subject: secret\r\n\r\nhello\r\n"));
        await Delivery.Rig.UntilAsync(() => !server.Messages.IsEmpty);
        string notice = Unfolded(Assert.Single(server.Messages));
        Assert.Contains("Status: " + status, notice, StringComparison.Ordinal);
        Assert.Contains(reason, notice, StringComparison.Ordinal);
        Assert.Contains("text/rfc822-headers", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nhello", notice, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, static command => command.Contains("eva@a.test", StringComparison.Ordinal));
        Assert.Equal(flaw is "wrong name" or "not named" or "no policy", server.Commands.Any(static command => command == "TLS MAIL FROM:<> REQUIRETLS"));
    }

    [Theory]
    [InlineData("454 4.7.0 not now")]
    [InlineData("garbage")]
    public async Task Demand_TlsFailsForNow_Waits(string startTls)
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(bed.Authority.Issue("mx.a.test")) { Extensions = Offered, StartTls = startTls };
        await using Rig rig = Rig(bed, server);
        await AcceptAsync(rig, Message(rig, "Subject: secret\r\n\r\nhello\r\n"));
        await Delivery.Rig.UntilAsync(async () => (await rig.Queue.ListAsync(QueueFilter.All, 10, 0, TestContext.Current.CancellationToken)).Any(static one => one.Recipients[0].Last?.Status.ToString() == "4.7.5"));
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task Demand_LastOfManyServersKeepsIt_IsDeliveredThere()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Policy = StsBed.Text("enforce", "*.a.test");
        await using TlsMailServer without = new(bed.Authority.Issue("*.a.test"));
        await using TlsMailServer keeping = new(bed.Authority.Issue("*.a.test")) { Extensions = Offered };
        RouteHost[] hosts = [.. Enumerable.Range(0, 6).Select(i => new RouteHost($"mx{i}.a.test", i, [i < 5 ? without.EndPoint : keeping.EndPoint]))];
        await using Rig rig = Rig(bed, hosts, []);
        await AcceptAsync(rig, Message(rig, "Subject: secret\r\n\r\nhello\r\n"));
        await Delivery.Rig.UntilAsync(() => !keeping.Messages.IsEmpty);
        Assert.False(without.HasMail);
    }

    [Fact]
    public async Task Notice_ServerThatKeepsTheDemandIsThere_GoesNowhereElse()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Policy = StsBed.Text("enforce", "*.a.test");
        bed.Dns.Set("_mta-sts.b.test", "v=STSv1; id=1");
        await using TlsMailServer without = new(bed.Authority.Issue("*.a.test"));
        await using TlsMailServer keeping = new(bed.Authority.Issue("*.a.test")) { Extensions = Offered };
        RouteHost first = new("mx.a.test", 0, [without.EndPoint]);
        await using Rig rig = Rig(bed, [first], [first, new RouteHost("mx2.a.test", 1, [keeping.EndPoint])]);
        NewMessage message = Message(rig, "Subject: secret\r\n\r\nhello\r\n");
        await AcceptAsync(rig, message with { Mail = message.Mail with { ReversePath = EmailAddress.Parse("jan@b.test") } });
        await Delivery.Rig.UntilAsync(() => !keeping.Messages.IsEmpty);
        Assert.Contains(keeping.Commands, static command => command == "TLS MAIL FROM:<> REQUIRETLS");
        Assert.Contains("Status: 5.7.30", Assert.Single(keeping.Messages), StringComparison.Ordinal);
        Assert.False(without.HasMail);
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

    private static Rig Rig(StsBed bed, TlsMailServer server)
    {
        RouteHost host = new("mx.a.test", 0, [server.EndPoint]);
        return Rig(bed, [host], [host]);
    }

    /// <param name="bed">The policies.</param>
    /// <param name="hosts">The servers of the recipient.</param>
    /// <param name="senders">Those of the sender.</param>
    private static Rig Rig(StsBed bed, RouteHost[] hosts, RouteHost[] senders)
    {
        Rig rig = new() { Tls = bed.Levels(), Time = bed.Time };
        RouteResult back = RouteResult.Found(new DeliveryRoute([.. senders], new DeliveryLane("senders")));
        rig.Routes.With(StsBed.Domain, RouteResult.Found(new DeliveryRoute([.. hosts], new DeliveryLane("a.test")))).With("domena.cz", back).With("b.test", back);
        return rig.Start();
    }

    private static async Task AcceptAsync(Rig rig, NewMessage message) => Assert.Equal(QueueAdditionOutcome.Stored, await rig.Gateway.AcceptAsync(message, TestContext.Current.CancellationToken));

    private static string Unfolded(string text) => text.Replace("\r\n\t", " ", StringComparison.Ordinal).Replace("\r\n ", " ", StringComparison.Ordinal).Replace("=\r\n", "", StringComparison.Ordinal);

    private static NewMessage Message(Rig rig, string text)
    {
        NewMessage message = rig.Message(Encoding.ASCII.GetBytes(text), "eva@a.test");
        return message with { Mail = message.Mail with { Parameters = new SmtpMailParameters { RequireTls = true, Return = DsnReturn.Full } } };
    }
}
