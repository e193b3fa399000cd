using Submission.Gateway.Delivery;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Tests.Peers;

namespace Submission.Gateway.Tests.Dane;

/// <summary>Delivery by the rows of DANE, with a real resolver, name server and sink. The rows' numbers stand in the names.</summary>
[Collection(nameof(DaneBed))]
public sealed class DaneDeliveryTests(DaneBed bed)
{
    [Theory]
    [InlineData("n1a")]
    [InlineData("n1b")]
    [InlineData("n1c")]
    [InlineData("n1d")]
    [InlineData("n1e")]
    [InlineData("n2")]
    [InlineData("n3a")]
    [InlineData("n3b")]
    [InlineData("n3c")]
    [InlineData("n7")]
    [InlineData("n9b")]
    [InlineData("n26")]
    public async Task N1_N2_N3_N7_N9_N22_N26_OneRecordMatches_DeliversToTheBaseDomain(string row)
    {
        await using Sender sender = new(bed);
        SunkMail mail = await sender.DeliverAsync($"{row}.secure.test");
        Assert.Equal(($"mx.{row}.secure.test", true), (mail.Name, mail.IsEncrypted));
    }

    [Theory]
    [InlineData("n5a", "the certificate is not for mx.n5a.secure.test or n5a.secure.test")]
    [InlineData("n5b", "the certificate expired on ")]
    [InlineData("n6", "the certificate matches none of the TLSA records")]
    [InlineData("n9a", "the certificate matches none of the TLSA records")]
    public async Task N5_N6_N9_NothingMatches_Defers(string row, string reason)
    {
        await using Sender sender = new(bed);
        int before = bed.Sink.Commands.Count;
        string text = await sender.DeferAsync($"{row}.secure.test");
        Assert.StartsWith($"mx.{row}.secure.test is not proven by DANE: {reason}", text, StringComparison.Ordinal);
        Assert.DoesNotContain(bed.Sink.Commands.Skip(before), static command => command.Contains(" MAIL", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("n8a")]
    [InlineData("n8b")]
    public async Task N8_NoRecordIsUsable_DeliversByTlsOfAnybody(string row)
    {
        await using Sender sender = new(bed);
        Assert.True((await sender.DeliverAsync($"{row}.secure.test")).IsEncrypted);
    }

    [Fact]
    public async Task N10_NoStartTls_Defers()
    {
        await using ScriptedServer server = new(bed.Sink.At("127.0.0.6"));
        await using Sender sender = new(bed);
        Assert.Equal("mx.n10a.secure.test offers no STARTTLS, and its TLSA records demand TLS", await sender.DeferAsync("n10a.secure.test"));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task N10_HandshakeFails_Defers()
    {
        await using Sender sender = new(bed);
        Assert.Equal("the TLS handshake with mx.n10b.secure.test failed, and its TLSA records demand TLS", await sender.DeferAsync("n10b.secure.test"));
    }

    [Theory]
    [InlineData("altered.test", "SERVFAIL")]
    [InlineData("stripped.test", "SERVFAIL")]
    [InlineData("n11.secure.test", "")]
    public async Task N11_TlsaCannotBeLookedUp_Defers(string domain, string reason)
    {
        await using Sender sender = new(bed);
        Assert.Matches($"^mx2?\\.{domain} is not used now, since DANE cannot be checked: the TLSA records of mx2?\\.{domain} cannot be looked up: {reason}", await sender.DeferAsync(domain));
    }

    [Fact]
    public async Task N11_OneServerOfTwoIsBogus_DeliversToTheOther()
    {
        await using Sender sender = new(bed);
        Assert.Equal("backup.n21.secure.test", (await sender.DeliverAsync("n11b.secure.test")).Name);
    }

    [Theory]
    [InlineData("n12.secure.test")] // N12: proven that there is none
    [InlineData("n13.plain.test")] // N13: a record of an unsigned zone
    [InlineData("unlinked.test")] // N13: of a zone without DS record
    [InlineData("n14.secure.test")] // N14: the TLSA records of an insecure address would not be answered
    [InlineData("n18.secure.test")] // N18: an insecure alias to a host with records that do not match
    public async Task N12_N13_N14_N18_NoSecureRecord_DeliversOpportunistically(string domain)
    {
        await using Sender sender = new(bed);
        Assert.True((await sender.DeliverAsync(domain)).IsEncrypted);
    }

    [Fact]
    public async Task N15_InsecureMxToSecureHost_IsASetting()
    {
        await using (Sender enforcing = new(bed))
            Assert.StartsWith("mx.n15.secure.test is not proven by DANE", await enforcing.DeferAsync("n15.plain.test"), StringComparison.Ordinal);
        foreach (DaneInsecureMx setting in (DaneInsecureMx[])[DaneInsecureMx.Encrypt, DaneInsecureMx.Ignore])
        {
            await using Sender sender = new(bed, bed.Policy(insecureMx: setting));
            Assert.True((await sender.DeliverAsync("n15.plain.test")).IsEncrypted);
        }
    }

    [Theory]
    [InlineData("n16a", "real.n16a.secure.test")] // the expanded name has the records
    [InlineData("n16b", "mx.n16b.secure.test")] // only the original has
    [InlineData("n17", "mx.n17.secure.test")] // the alias leads into an unsigned zone
    [InlineData("n19", "n19.secure.test")] // no MX at all
    public async Task N16_N17_N19_BaseDomain_IsTheNameAskedFor(string row, string name)
    {
        await using Sender sender = new(bed);
        Assert.Equal(name, (await sender.DeliverAsync($"{row}.secure.test")).Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task N20_SameHostForSecureAndInsecureDomain_UsesConnectionsOfTheirOwn(bool isSecureFirst)
    {
        await using Sender sender = new(bed, bed.Policy(insecureMx: DaneInsecureMx.Ignore));
        SunkMail first = await sender.DeliverAsync(isSecureFirst ? "n20.secure.test" : "n20.plain.test");
        SunkMail second = await sender.DeliverAsync(isSecureFirst ? "n20.plain.test" : "n20.secure.test");
        SunkMail third = await sender.DeliverAsync(isSecureFirst ? "n20.secure.test" : "n20.plain.test");
        Assert.NotEqual(first.Connection, second.Connection);
        Assert.Equal(first.Connection, third.Connection);
    }

    [Fact]
    public async Task N21_BestServerFails_BackupIsTriedByItsOwnStatus()
    {
        await using Sender sender = new(bed);
        SunkMail mail = await sender.DeliverAsync("n21.secure.test");
        Assert.Equal(("127.0.0.3", "backup.n21.secure.test"), (mail.Address, mail.Name));
    }

    [Fact]
    public async Task N24_OneServerDoesNotExist_DeliversToTheOther()
    {
        await using Sender sender = new(bed);
        Assert.Equal("mx.n1a.secure.test", (await sender.DeliverAsync("n24.secure.test")).Name);
    }

    [Theory]
    [InlineData("n25.secure.test", "5.1.10")]
    [InlineData("nobody.secure.test", "5.1.2")]
    public async Task N25_NullMxOrNoSuchDomain_AsksForNoTlsa(string domain, string status)
    {
        await using DnsRelay relay = new(bed.Resolver);
        await using Sender sender = new(bed, bed.Policy(records: DaneBed.Trusting(relay.EndPoint)));
        RecipientOutcome outcome = await sender.FailAsync(domain);
        Assert.Equal(status, outcome.Status.ToString());
        Assert.Empty(relay.Questions);
    }

    [Fact]
    public async Task N30_MessageWithoutDemand_IsDeliveredInSpiteOfAMismatch()
    {
        await using Sender sender = new(bed);
        Assert.True((await sender.DeliverAsync("n6.secure.test", MessageTls.Optional)).IsEncrypted);
    }
}
