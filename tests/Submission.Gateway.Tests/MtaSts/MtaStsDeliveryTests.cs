using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tls;

namespace Submission.Gateway.Tests.MtaSts;

/// <summary>Rows S5, S6 and S9: mail goes by the policy or not at all, against real servers with generated certificates.</summary>
public sealed class MtaStsDeliveryTests
{
    [Theory]
    [InlineData("valid", null)]
    [InlineData("wildcard", null)]
    [InlineData("wrong name", TlsFailureKind.CertificateHostMismatch)]
    [InlineData("next domain", TlsFailureKind.CertificateHostMismatch)]
    [InlineData("common name only", TlsFailureKind.CertificateHostMismatch)]
    [InlineData("expired", TlsFailureKind.CertificateExpired)]
    [InlineData("self-signed", TlsFailureKind.CertificateNotTrusted)]
    [InlineData("other authority", TlsFailureKind.CertificateNotTrusted)]
    public async Task Enforce_Certificate_DecidesWhetherMailGoes(string kind, TlsFailureKind? failure)
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(Certificate(bed, kind));
        (RecipientOutcome outcome, TlsSession session) = await SendAsync(bed, server);
        Assert.Equal(failure is null ? RecipientOutcomeKind.Delivered : RecipientOutcomeKind.Deferred, outcome.Kind);
        Assert.Equal(failure, session.Failure?.Kind);
        Assert.Equal((server.EndPoint, IPAddress.Loopback), (session.RemoteEndPoint, session.LocalAddress));
        Assert.Equal((TlsPolicyKind.Sts, StsBed.Domain), (session.Requirement.Policy.Kind, session.Requirement.Policy.Domain));
        Assert.Equal(failure is null, server.HasMail);
        Assert.False(server.HasMailInClear);
    }

    [Theory]
    [InlineData("not offered", TlsFailureKind.StartTlsNotSupported)]
    [InlineData("454 4.7.0 not now", TlsFailureKind.StartTlsNotSupported)]
    [InlineData("500 what", TlsFailureKind.StartTlsNotSupported)]
    [InlineData("501 no", TlsFailureKind.StartTlsNotSupported)]
    [InlineData("530 no", TlsFailureKind.StartTlsNotSupported)]
    [InlineData("250 fine", TlsFailureKind.StartTlsNotSupported)]
    [InlineData("354 fine", TlsFailureKind.StartTlsNotSupported)]
    [InlineData("421 bye", null)]
    [InlineData("garbage", TlsFailureKind.ValidationFailure)]
    [InlineData("close", null)]
    public async Task Enforce_NoTls_NoMailInClear(string startTls, TlsFailureKind? failure)
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(bed.Authority.Issue("mx.a.test")) { OffersTls = startTls != "not offered", StartTls = startTls };
        (RecipientOutcome outcome, TlsSession? session) = await SendAsync(bed, server, isSessionWanted: failure is not null);
        Assert.Equal(RecipientOutcomeKind.Deferred, outcome.Kind);
        Assert.Equal(failure, session?.Failure?.Kind);
        Assert.False(server.HasMail);
    }

    [Fact]
    public async Task Enforce_ClearTextBehindStartTls_IsDropped()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(bed.Authority.Issue("mx.a.test")) { StartTls = "inject" };
        (RecipientOutcome outcome, _) = await SendAsync(bed, server, isSessionWanted: false);
        Assert.False(server.HasMailInClear);
        Assert.True(outcome.Kind == RecipientOutcomeKind.Delivered || !server.HasMail);
    }

    [Fact]
    public async Task Enforce_ServerNotNamed_IsSkippedAndTheNextIsUsed()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer other = new(bed.Authority.Issue("evil.test"));
        await using TlsMailServer named = new(bed.Authority.Issue("mx.a.test"));
        Sessions sessions = new();
        await using Rig rig = new() { Tls = bed.Requirements(), Observer = sessions, Time = bed.Time };
        rig.Routes.With(StsBed.Domain, Route(new RouteHost("evil.test", 0, [other.EndPoint]), new RouteHost("mx.a.test", 1, [named.EndPoint])));
        rig.Start();
        await rig.SendAsync("eva@a.test");
        await Rig.UntilAsync(() => !named.Messages.IsEmpty);
        Assert.Empty(other.Commands);
        Assert.Equal(TlsFailureKind.ValidationFailure, sessions.Seen.First().Failure?.Kind);
    }

    [Theory]
    [InlineData("valid", "mx.a.test", null)]
    [InlineData("wrong name", "mx.a.test", TlsFailureKind.CertificateHostMismatch)]
    [InlineData("expired", "mx.a.test", TlsFailureKind.CertificateExpired)]
    [InlineData("valid", "other.test", TlsFailureKind.ValidationFailure)]
    [InlineData("no TLS", "mx.a.test", TlsFailureKind.StartTlsNotSupported)]
    public async Task Testing_WhateverIsWrong_IsDeliveredAndReported(string kind, string mx, TlsFailureKind? failure)
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Policy = StsBed.Text("testing", mx);
        await using TlsMailServer server = new(Certificate(bed, kind)) { OffersTls = kind != "no TLS" };
        (RecipientOutcome outcome, TlsSession session) = await SendAsync(bed, server);
        Assert.Equal((RecipientOutcomeKind.Delivered, failure), (outcome.Kind, session.Failure?.Kind));
    }

    [Fact]
    public async Task NoPolicyToBeHad_IsDeliveredAndReported()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.IsBroken = true;
        await using TlsMailServer server = new(StsAuthority.SelfSigned("anything.test"));
        (RecipientOutcome outcome, TlsSession session) = await SendAsync(bed, server);
        Assert.Equal((RecipientOutcomeKind.Delivered, TlsFailureKind.StsPolicyFetchError), (outcome.Kind, session.Failure!.Kind));
    }

    [Fact]
    public async Task TlsRequiredNo_PolicyThatCannotBeMet_IsDelivered()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(StsAuthority.SelfSigned("anything.test"));
        (RecipientOutcome outcome, _) = await SendAsync(bed, server, isSessionWanted: false, MessageTls.Optional);
        Assert.Equal(RecipientOutcomeKind.Delivered, outcome.Kind);
    }

    [Fact]
    public async Task ServerThatTheOperatorNamed_IsNeitherJudgedNorReported()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(StsAuthority.SelfSigned("relay.test"));
        Sessions sessions = new();
        await using Rig rig = new() { Tls = bed.Requirements(), Observer = sessions, Time = bed.Time };
        rig.Routes.With(StsBed.Domain, Route(new RouteHost("relay.test", 0, [server.EndPoint]) { IsNamedByOperator = true }));
        rig.Start();
        await rig.SendAsync("eva@a.test");
        await Rig.UntilAsync(() => !server.Messages.IsEmpty);
        Assert.Empty(sessions.Seen);
    }

    [Fact]
    public async Task Enforce_SiblingDomainOnTheSameServer_HasItsOwnPolicy()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using TlsMailServer server = new(StsAuthority.SelfSigned("mx.a.test"));
        await using Rig rig = new() { Tls = bed.Requirements(), Time = bed.Time };
        RouteResult route = Route(new RouteHost("mx.a.test", 0, [server.EndPoint]));
        rig.Routes.With(StsBed.Domain, route).With("free.test", route);
        rig.Start();
        await rig.SendAsync("eva@a.test", "eva@free.test");
        await Rig.UntilAsync(() => !server.Messages.IsEmpty);
        await Rig.UntilAsync(async () => await OutcomeAsync(rig, StsBed.Domain) is { Kind: RecipientOutcomeKind.Deferred });
        Assert.DoesNotContain(server.Commands, static command => command.Contains("eva@a.test", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RecordInARealNameServer_IsObeyed()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await using NsdProcess nsd = await NsdProcess.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["test"] = StsZone.Head + "mta-sts.a IN A 127.0.0.1\n_mta-sts.a IN TXT \"v=STSv1; \" \"id=2026\"\n_mta-sts.a IN TXT \"something else\"\n",
        });
        await using TlsMailServer server = new(StsAuthority.SelfSigned("mx.a.test"));
        (RecipientOutcome outcome, TlsSession session) = await SendAsync(bed, server, bed.Requirements(StsZone.Resolver(nsd)));
        Assert.Equal((RecipientOutcomeKind.Deferred, TlsFailureKind.CertificateNotTrusted), (outcome.Kind, session.Failure!.Kind));
    }

    private static X509Certificate2 Certificate(StsBed bed, string kind)
    {
        using StsAuthority other = new();
        return kind switch
        {
            "valid" or "no TLS" => bed.Authority.Issue("mx.a.test"),
            "wildcard" => bed.Authority.Issue("*.a.test"),
            "wrong name" => bed.Authority.Issue("mx.b.test"),
            "next domain" => bed.Authority.Issue("a.test"),
            "common name only" => bed.Authority.Issue(),
            "expired" => bed.Authority.Issue(new DateTimeOffset(2026, 5, 31, 0, 0, 0, TimeSpan.Zero), "mx.a.test"),
            "self-signed" => StsAuthority.SelfSigned("mx.a.test"),
            _ => other.Issue("mx.a.test"),
        };
    }

    private static async Task<(RecipientOutcome Outcome, TlsSession Session)> SendAsync(StsBed bed, TlsMailServer server, IDeliveryTlsPolicy tls) => await SendAsync(bed, server, true, MessageTls.Default, tls);

    private static async Task<(RecipientOutcome Outcome, TlsSession Session)> SendAsync(
        StsBed bed, TlsMailServer server, bool isSessionWanted = true, MessageTls demand = MessageTls.Default, IDeliveryTlsPolicy? tls = null)
    {
        Sessions sessions = new();
        await using Rig rig = new() { Tls = tls ?? bed.Requirements(), Observer = sessions, Time = bed.Time };
        rig.Routes.With(StsBed.Domain, Route(new RouteHost("mx.a.test", 0, [server.EndPoint])));
        rig.Start();
        NewMessage message = rig.Message("Subject: test\r\n\r\nhello\r\n"u8.ToArray(), "eva@a.test") with { Tls = demand };
        Assert.Equal(QueueAdditionOutcome.Stored, await rig.Gateway.AcceptAsync(message, TestContext.Current.CancellationToken));
        RecipientOutcome? outcome = null;
        await Rig.UntilAsync(async () => (outcome = await OutcomeAsync(rig, StsBed.Domain)) is not null);
        TlsSession? session = sessions.Seen.FirstOrDefault();
        if (isSessionWanted) Assert.NotNull(session);
        return (outcome!, session!);
    }

    private static RouteResult Route(params RouteHost[] hosts) => RouteResult.Found(new DeliveryRoute([.. hosts], new DeliveryLane("a.test")));

    /// <summary>What came of the attempt: delivered where nothing is left.</summary>
    private static async Task<RecipientOutcome?> OutcomeAsync(Rig rig, string domain)
    {
        IReadOnlyList<QueuedDelivery> left = await rig.Queue.ListAsync(QueueFilter.All, 100, 0, TestContext.Current.CancellationToken);
        if (left.FirstOrDefault(delivery => delivery.Destination == domain) is { } delivery) return delivery.Recipients[0].Last;
        return new RecipientOutcome { Kind = RecipientOutcomeKind.Delivered, Status = new EnhancedStatus(2, 0, 0), Text = "", At = default };
    }

    private sealed class Sessions : ITlsSessionObserver
    {
        public ConcurrentQueue<TlsSession> Seen { get; } = new();

        public void Observe(TlsSession session) => Seen.Enqueue(session);
    }
}
