using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Gateway.Delivery;
using Submission.Gateway.Routing;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Gateway.Tls.Levels;
using Submission.Smtp.Client;
using Submission.Tests.Peers;

namespace Submission.Gateway.Tests.Dane;

/// <summary>What the operator demands for a domain, beside what it has published.</summary>
[Collection(nameof(DaneBed))]
public sealed class LevelTests(DaneBed bed)
{
    private Sender With(string domain, string words) => new(bed, bed.Policy(DaneBed.Yaml($"domains:\n  - domain: {domain}\n    {words}\n")));

    [Fact]
    public async Task N23_DaneDemandedAndNoRecords_WaitsOrGoesBackBySetting()
    {
        await using (Sender waiting = With("n12.secure.test", "tls: dane"))
            Assert.Equal("DANE is demanded for n12.secure.test, but mx.n12.secure.test has no TLSA records", await waiting.DeferAsync("n12.secure.test"));
        await using Sender returning = With("n12.secure.test", "tls: dane\n    tls_unmet: return");
        RecipientOutcome outcome = await returning.FailAsync("n12.secure.test");
        Assert.Equal(("5.7.10", "DANE is demanded for n12.secure.test, but mx.n12.secure.test has no TLSA records"), (outcome.Status.ToString(), outcome.Text));
    }

    [Theory]
    [InlineData("n8a.secure.test", "mx.n8a.secure.test has TLSA records, none of a kind that mail uses (RFC 7672, section 3.1)")]
    [InlineData("n13.plain.test", "the addresses of mx.n13.plain.test are not secured by DNSSEC")]
    public async Task N23_DaneDemandedAndUnusable_Waits(string domain, string reason)
    {
        await using Sender sender = With(domain, "tls: dane");
        Assert.Equal($"DANE is demanded for {domain}, but {reason}", await sender.DeferAsync(domain));
    }

    [Theory]
    [InlineData("dane")]
    [InlineData("mta-sts")]
    [InlineData("authenticated")]
    [InlineData("encrypted")]
    public async Task Level_ServerProvenByDane_MeetsIt(string level)
    {
        await using Sender sender = With("n1a.secure.test", "tls: " + level);
        Assert.True((await sender.DeliverAsync("n1a.secure.test")).IsEncrypted);
    }

    [Fact]
    public async Task Level_None_DeliversInClear()
    {
        await using Sender sender = With("n6.secure.test", "tls: none");
        Assert.False((await sender.DeliverAsync("n6.secure.test")).IsEncrypted);
    }

    [Fact]
    public async Task Level_Opportunistic_LooksAtNoRecords()
    {
        await using Sender sender = With("n6.secure.test", "tls: opportunistic");
        Assert.True((await sender.DeliverAsync("n6.secure.test")).IsEncrypted);
    }

    [Fact]
    public async Task Level_Authenticated_TakesNoSelfSignedCertificate()
    {
        await using Sender sender = With("n12.secure.test", "tls: authenticated");
        Assert.Equal("the certificate of mx.n12.secure.test is signed by nobody whom this machine trusts", await sender.DeferAsync("n12.secure.test"));
    }

    // A name that DNSSEC tells; otherwise the domain's own, or what the operator has named: a forged MX record leads to a server that is valid for its own name.
    [Theory]
    [InlineData("n12.secure.test", "mx.n12.secure.test", "", "mx.n12.secure.test", null)]
    [InlineData("n12.secure.test", "mx.n12.secure.test", "", "n12.secure.test", "the certificate is not for mx.n12.secure.test")]
    [InlineData("n13.plain.test", "mx.n13.plain.test", "", "mx.n13.plain.test", null)]
    [InlineData("n13.plain.test", "mx.n13.plain.test", "", "n13.plain.test", null)]
    [InlineData("n13.plain.test", "mx.n13.plain.test", "", "*.n13.plain.test", null)]
    [InlineData("n13.plain.test", "mx.n13.plain.test", "", "evil-n13.plain.test", "the certificate of mx.n13.plain.test is not for n13.plain.test or a name below it, ")]
    [InlineData("n13.plain.test", "mx.evil.test", "", "mx.evil.test", "the certificate of mx.evil.test is not for n13.plain.test or a name below it, ")]
    [InlineData("n13.plain.test", "mx.host.test", "['*.host.test']", "mx.host.test", null)]
    [InlineData("n13.plain.test", "mx.host.test", "['*.host.test']", "*.host.test", null)]
    [InlineData("n13.plain.test", "mx.host.test", "['*.host.test']", "host.test", "the certificate of mx.host.test is for none of the names that the delivery policy has in 'tls_names'")]
    [InlineData("n13.plain.test", "mx.host.test", "['*.host.test', n13.plain.test]", "*.plain.test", null)]
    [InlineData("n13.plain.test", "mx.evil.test", "['*.host.test']", "mx.evil.test", "the certificate of mx.evil.test is for none of the names that the delivery policy has in 'tls_names'")]
    [InlineData("n12.secure.test", "mx.n12.secure.test", "[other.test]", "mx.n12.secure.test", "the certificate of mx.n12.secure.test is for none of the names that the delivery policy has in 'tls_names'")]
    public async Task Level_Authenticated_TakesNamesThatAreProvenOnly(string domain, string host, string names, string certified, string? problem)
    {
        string words = names.Length > 0 ? $"\n    tls_names: {names}" : "";
        IDeliveryTlsPolicy policy = bed.Policy(DaneBed.Yaml($"domains:\n  - domain: {domain}\n    tls: authenticated{words}\n"));
        TlsRequirement requirement = await policy.RequireAsync(new TlsQuestion(domain, new RouteHost(host, 10, [bed.Sink.At("127.0.0.2")]), MessageTls.Default), TestContext.Current.CancellationToken);
        using X509Certificate2 certificate = CertificateMaker.Issue(new CertificateWish(host) { Names = [certified] }, CertificateKey.Ecdsa());
        TlsFailure? failure = requirement.Judge!(certificate, null, SslPolicyErrors.RemoteCertificateNameMismatch);
        Assert.Equal((SmtpClientTls.Required, problem is null), (requirement.Mode, failure is null));
        if (problem is not null) Assert.StartsWith(problem, failure!.Reason, StringComparison.Ordinal);
        // A name alone proves nothing.
        Assert.NotNull(requirement.Judge!(certificate, null, SslPolicyErrors.RemoteCertificateChainErrors));
        Assert.NotNull(requirement.Judge!(null, null, SslPolicyErrors.RemoteCertificateNotAvailable));
    }

    [Fact]
    public async Task Required_ServerThatTheOperatorNamed_IsProvenWithoutDnssec()
    {
        DeliveryPolicy policy = DaneBed.Yaml("domains:\n  - domain: routed.test\n    route: mx.routed.test\n");
        LevelTlsPolicy levels = new(
            () => policy, new DanePolicy(null, new DnssecWatch(null, new TlsOptions(), TimeProvider.System, NullLogger.Instance), DaneInsecureMx.Enforce, TimeProvider.System), new OpportunisticTlsPolicy());
        RouteHost host = new("mx.routed.test", 0, [bed.Sink.At("127.0.0.2")]) { IsNamedByOperator = true };
        TlsRequirement requirement = await levels.RequireAsync(new TlsQuestion("routed.test", host, MessageTls.Required), TestContext.Current.CancellationToken);
        Assert.Null(requirement.Refusal);
        using X509Certificate2 right = CertificateMaker.Issue(new CertificateWish("x") { Names = ["mx.routed.test"] }, CertificateKey.Ecdsa());
        using X509Certificate2 wrong = CertificateMaker.Issue(new CertificateWish("x") { Names = ["routed.test"] }, CertificateKey.Ecdsa());
        Assert.Null(requirement.Judge!(right, null, SslPolicyErrors.None));
        Assert.Equal(TlsFailureKind.CertificateHostMismatch, requirement.Judge!(wrong, null, SslPolicyErrors.None)!.Kind);
    }

    [Fact]
    public async Task Level_Encrypted_TakesNoClearText()
    {
        await using ScriptedServer server = new(bed.Sink.At("127.0.0.7"));
        DeliveryPolicy policy = DaneBed.Yaml($"domains:\n  - domain: routed.test\n    route: \"[127.0.0.7]:{bed.Port}\"\n    tls: encrypted\n");
        await using Sender sender = new(bed, bed.Policy(policy), policy);
        Assert.Equal("[127.0.0.7] offers no STARTTLS, and TLS is required", await sender.DeferAsync("routed.test"));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task Level_MtaSts_WaitsWithoutPolicy()
    {
        await using Sender sender = With("n12.secure.test", "tls: mta-sts");
        Assert.Equal("MTA-STS is demanded for n12.secure.test, but it has no policy that is enforced", await sender.DeferAsync("n12.secure.test"));
    }

    [Fact]
    public async Task N28_DaneAndAnotherPolicy_DaneWins()
    {
        Refusing others = new();
        await using (Sender sender = new(bed, bed.Policy(others: others))) await sender.DeliverAsync("n1a.secure.test");
        Assert.Equal(0, others.Asked);
        await using (Sender sender = new(bed, bed.Policy(others: others))) await sender.DeferAsync("n6.secure.test");
        Assert.Equal(0, others.Asked);
        await using (Sender sender = new(bed, bed.Policy(others: others))) Assert.Equal("no", await sender.DeferAsync("n12.secure.test"));
        Assert.Equal(1, others.Asked);
    }

    [Fact]
    public async Task Level_OfARoutedDomain_AsksForNoPolicyOfItsOwnServers()
    {
        Refusing others = new();
        DeliveryPolicy policy = DaneBed.Yaml($"domains:\n  - domain: n12.secure.test\n    route: \"[127.0.0.2]:{bed.Port}\"\n");
        bed.Serve("default");
        await using Sender sender = new(bed, bed.Policy(policy, others: others), policy);
        try
        {
            Assert.True((await sender.DeliverAsync("n12.secure.test")).IsEncrypted);
        }
        finally
        {
            // Other tests need names for which the server has no certificate.
            bed.Sink.Withdraw("default");
        }

        Assert.Equal(0, others.Asked);
    }

    [Fact]
    public async Task Required_NeedsAProvenServer()
    {
        await using Sender sender = new(bed);
        Assert.True((await sender.DeliverAsync("n1a.secure.test", MessageTls.Required)).IsEncrypted);
        // DNSSEC tells the server's name, for which its certificate must be valid.
        RecipientOutcome outcome = await sender.FailAsync("n12.secure.test", MessageTls.Required);
        Assert.Equal(("5.7.10", "the certificate of mx.n12.secure.test is signed by nobody whom this machine trusts"), (outcome.Status.ToString(), outcome.Text));
        Assert.StartsWith("the message demands a proven server (REQUIRETLS)", (await sender.FailAsync("n13.plain.test", MessageTls.Required)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Level_Authenticated_SharesNoConnectionBetweenNames()
    {
        IDeliveryTlsPolicy policy = bed.Policy(DaneBed.Yaml("default:\n  tls: authenticated\n"));
        async Task<string> StateAsync(string host) =>
            (await policy.RequireAsync(new TlsQuestion("n12.secure.test", new RouteHost(host, 10, [bed.Sink.At("127.0.0.2")]), MessageTls.Default), TestContext.Current.CancellationToken)).SecurityState;
        Assert.NotEqual(await StateAsync("mx.n12.secure.test"), await StateAsync("backup.n21.secure.test"));
    }

    [Fact]
    public void Level_WordThatIsNone_IsToldWithTheNearest()
    {
        DeliveryPolicy? policy = DeliveryPolicyFile.Parse("d.yaml", "default:\n  tls: dana\n"u8.ToArray(), out System.Collections.Immutable.ImmutableArray<Submission.Policy.Specification.SpecError> errors);
        Assert.Null(policy);
        Assert.Equal("'tls' is one of published, none, opportunistic, encrypted, authenticated, mta-sts, dane, and not 'dana'.", Assert.Single(errors).Message);
    }

    [Theory]
    [InlineData("default: { tls: authenticated, tls_names: ['*'] }", "'*' is no name of a certificate. Write a name, or *. and a name for all names below it.")]
    [InlineData("default: { tls: authenticated, tls_names: mx.test }", "'tls_names' is a list.")]
    [InlineData("default: { tls: authenticated, tls_names: [] }", "'tls_names' has 1 to 100 names.")]
    [InlineData("default: { tls: encrypted, tls_names: [mx.test] }", "'tls_names' is for 'tls: authenticated' only.")]
    public void Names_ThatAreNone_AreTold(string text, string message)
    {
        Assert.Null(DeliveryPolicyFile.Parse("d.yaml", System.Text.Encoding.UTF8.GetBytes(text), out System.Collections.Immutable.ImmutableArray<Submission.Policy.Specification.SpecError> errors));
        Assert.EndsWith(message, Assert.Single(errors).ToString(), StringComparison.Ordinal);
    }

    private sealed class Refusing : IDeliveryTlsPolicy
    {
        public int Asked { get; private set; }

        public ValueTask<TlsRequirement> RequireAsync(TlsQuestion question, CancellationToken cancellationToken)
        {
            Asked++;
            return new(new TlsRequirement(SmtpClientTls.Required, "no") { Deferral = new TlsFailure(TlsFailureKind.StsPolicyFetchError, "no") });
        }
    }
}
