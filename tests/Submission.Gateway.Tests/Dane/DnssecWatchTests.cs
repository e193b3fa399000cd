using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Routing;
using Submission.Gateway.Tests.Delivery;
using Submission.Gateway.Tests.Queue;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.Dane;
using Submission.Policy.Lookups;
using Submission.Tests.Peers;
using Submission.Trust.Dane;

namespace Submission.Gateway.Tests.Dane;

/// <summary>N26, N27, N29: what is asked of the resolver, whether it is believed, and what connections are told apart by.</summary>
[Collection(nameof(DaneBed))]
public sealed class DnssecWatchTests(DaneBed bed)
{
    private readonly RecordingLog _log = new();
    private readonly FakeTimeProvider _time = new();

    private DnssecWatch Watch(IDnsRecordResolver? dns, bool isTrusted = true, string? bogus = "mx.altered.test") =>
        new(dns, new TlsOptions { TrustsResolver = isTrusted, BogusName = bogus }, _time, _log);

    [Fact]
    public async Task N27_ResolverValidates_DaneIsOn()
    {
        using DnssecWatch watch = Watch(bed.Records, bogus: "gone.secure.test");
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(watch.IsOn);
        Assert.Equal("", watch.Reason);
    }

    [Fact]
    public async Task N27_ResolverDoesNotValidate_DaneIsOffAndErrorIsLogged()
    {
        using DnssecWatch watch = Watch(DaneBed.Trusting(bed.CarelessResolver));
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.False(watch.IsOn);
        Assert.Equal("DANE is off: the resolver does not validate DNSSEC: its answer for the signed name '.' lacks the AD bit", watch.Reason);
        Assert.Contains(_log.Lines, static line => line.StartsWith("422 DANE is OFF", StringComparison.Ordinal));
    }

    [Fact]
    public async Task N27_ResolverSetsAdOnWhatIsBogus_DaneIsOff()
    {
        await using DnsRelay liar = new(bed.CarelessResolver) { Alter = static answer => [answer[0], answer[1], answer[2], (byte)(answer[3] | 0x20), .. answer[4..]] };
        using DnssecWatch watch = Watch(DaneBed.Trusting(liar.EndPoint));
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal("DANE is off: the resolver does not validate DNSSEC: it answers for 'mx.altered.test', whose signatures are wrong", watch.Reason);
    }

    [Fact]
    public async Task N27_ResolverIsNotDeclaredTrusted_NothingIsSecure()
    {
        using DnssecWatch watch = Watch(bed.Records, isTrusted: false);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal("DANE is off: the resolver is not declared to validate DNSSEC", watch.Reason);
        DnsRecordSet<TlsaRecord> found = await new DnsRecordResolver(DaneBed.Options(bed.Resolver)).GetTlsaAsync($"_{bed.Port}._tcp.mx.n1a.secure.test", TestContext.Current.CancellationToken);
        Assert.True(found is { IsFound: true, IsSecure: false });
    }

    [Fact]
    public async Task N27_ResolverStopsValidating_IsSeenAtTheNextCheckAndMended()
    {
        bool isCareless = false;
        await using DnsRelay relay = new(bed.Resolver) { Alter = answer => isCareless ? [answer[0], answer[1], answer[2], (byte)(answer[3] & ~0x20), .. answer[4..]] : answer };
        DnsRecordResolver dns = new(DaneBed.Options(relay.EndPoint) with { TrustAuthenticatedData = true, MinimumTtl = TimeSpan.Zero, MaximumTtl = TimeSpan.Zero }, _time);
        using DnssecWatch watch = Watch(dns, bogus: null);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(watch.IsOn);
        isCareless = true;
        _time.Advance(TimeSpan.FromHours(1));
        await Rig.UntilAsync(() => !watch.IsOn);
        isCareless = false;
        // The next check is set once this one has ended.
        await Rig.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromHours(1));
            return watch.IsOn;
        });
        await watch.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task N27_ResolverDoesNotAnswer_DaneStaysOnAndDefers()
    {
        DnsRecordResolver dns = new(DaneBed.Options(FreePort.Find()) with { TrustAuthenticatedData = true, QueryTimeout = TimeSpan.FromMilliseconds(100) });
        using DnssecWatch watch = Watch(dns);
        await watch.StartAsync(TestContext.Current.CancellationToken);
        Assert.True(watch.IsOn);
        TlsRequirement requirement = await bed.Policy(records: dns).RequireAsync(Question("n1a"), TestContext.Current.CancellationToken);
        Assert.Equal(TlsFailureKind.DnssecInvalid, requirement.Deferral?.Kind);
    }

    [Fact]
    public async Task N26_FortyHostsTwice_AreAskedForOnce()
    {
        await using DnsRelay relay = new(bed.Resolver);
        DaneLookup lookup = new(DaneBed.Trusting(relay.EndPoint));
        async Task AskAsync()
        {
            for (int i = 0; i < 40; i++) await lookup.FindAsync($"host{i}.secure.test", bed.Sink.Port, TestContext.Current.CancellationToken);
            Assert.Equal(DaneState.Usable, (await lookup.FindAsync("mx.n1a.secure.test", bed.Sink.Port, TestContext.Current.CancellationToken)).State);
        }

        await AskAsync();
        int asked = relay.Questions.Count;
        // A and AAAA of each; TLSA of the one that exists.
        Assert.Equal(83, asked);
        await AskAsync();
        Assert.Equal(asked, relay.Questions.Count);
    }

    [Fact]
    public async Task N26_RecordsBeyondTheBound_AreDropped()
    {
        TlsaRecord[] records = [.. Enumerable.Range(0, 5000).Select(static i => new TlsaRecord(3, 1, 1, [.. System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i))]))];
        DaneHost found = await new DaneLookup(new DaneRecords("d.test", "mx.d.test", records)).FindAsync("mx.d.test", 25, TestContext.Current.CancellationToken);
        Assert.Equal((DaneState.Usable, TlsaSet.MaximumRecords, TlsaSet.MaximumRecords), (found.State, found.Tlsa.Records.Length, found.Tlsa.Usable.Length));
    }

    [Fact]
    public async Task N29_OtherRecords_AreAnotherSecurityState()
    {
        TlsaRecord one = new(3, 1, 1, [.. new byte[32]]);
        TlsaRecord two = one with { Data = [.. Enumerable.Repeat((byte)1, 32)] };
        async Task<string> StateAsync(params TlsaRecord[] records) =>
            (await bed.Policy(records: new DaneRecords("n29.secure.test", "mx.n29.secure.test", records)).RequireAsync(Question("n29"), TestContext.Current.CancellationToken)).SecurityState;
        Assert.NotEqual(await StateAsync(one), await StateAsync(two));
        Assert.Equal(await StateAsync(one, two), await StateAsync(two, one));
        Assert.NotEqual(await StateAsync(one with { Usage = 2 }), await StateAsync(one));
    }

    [Fact]
    public async Task N29_NewConnection_TakesUpNoSession()
    {
        for (int i = 0; i < 3; i++)
        {
            await using Sender sender = new(bed);
            Assert.False((await sender.DeliverAsync("n29.secure.test")).IsResumed);
        }
    }

    private TlsQuestion Question(string row) => new($"{row}.secure.test", new RouteHost($"mx.{row}.secure.test", 10, [bed.Sink.At("127.0.0.2")]), MessageTls.Default);
}
