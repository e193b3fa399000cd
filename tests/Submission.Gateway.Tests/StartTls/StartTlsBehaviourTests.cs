using System.Net.Security;
using Submission.Gateway.Tests.Dane;
using Submission.Gateway.Tls;
using Submission.Smtp.Tests.Support;

namespace Submission.Gateway.Tests.StartTls;

/// <summary>
/// The 59 behaviours of servers that are asked for TLS, through the whole of delivery. Where a policy of MTA-STS is enforced, or the server has secure TLSA records, no MAIL goes out in
/// clear, ever: the message goes by TLS, waits, or goes to the next server. Otherwise it goes in clear only where STARTTLS is absent or refused.
/// </summary>
[Collection(nameof(DaneBed))]
public sealed class StartTlsBehaviourTests(DaneBed dane, StartTlsBed sts) : IClassFixture<StartTlsBed>
{
    private const string StsDomain = "a.test";
    private const string DaneDomain = "behaving.secure.test";

    private Behaving Enforced => new(StsDomain, sts.Enforced, sts.Certificate);

    private Behaving Proven => new(DaneDomain, dane.Policy(), SslStreamCertificateContext.Create(dane.Behaving, null, offline: true));

    private Behaving Opportunistic => new(StsDomain, new OpportunisticTlsPolicy(), sts.Certificate);

    public static TheoryData<string, string, string> Behaviours
    {
        get
        {
            TheoryData<string, string, string> rows = [];
            foreach (StartTlsBehaviour row in StartTlsBehaviours.All) rows.Add(row.Changes, row.WhenOffered, row.Required);
            return rows;
        }
    }

    [Fact]
    public void Behaviours_AreAllThere() => Assert.Equal(59, Behaviours.Count);

    [Theory]
    [MemberData(nameof(Behaviours))]
    public async Task Server_Behaves_MailGoesOnlyWhereItMay(string behaviour, string whenOffered, string required)
    {
        string mandatory = required switch { "tls" => "tls", "TlsFailed" => "Deferred 4.7.5", _ => "Deferred" };
        Assert.StartsWith(mandatory, await Enforced.SendAsync(behaviour), StringComparison.Ordinal);
        Assert.StartsWith(mandatory, await Proven.SendAsync(behaviour), StringComparison.Ordinal);
        string atBest = required == "tls" ? "tls" : "backup by tls";
        Assert.Equal(atBest, await Enforced.SendAsync(behaviour, hasBackup: true));
        Assert.Equal(atBest, await Proven.SendAsync(behaviour, hasBackup: true));
        Assert.StartsWith(whenOffered is "tls" or "clear" ? whenOffered : "Deferred", await Opportunistic.SendAsync(behaviour), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GREETING=hang")]
    [InlineData("EHLO=hang")]
    [InlineData("EHLO=500 x;HELO=hang")]
    [InlineData("STARTTLS=hang")]
    [InlineData("HANDSHAKE=hang")]
    [InlineData("TLSEHLO=hang")]
    public async Task Server_SaysNothing_MailWaitsAndGoesNowhereInClear(string behaviour)
    {
        foreach (Behaving domain in (Behaving[])[Enforced, Proven, Opportunistic])
        {
            Assert.StartsWith("Deferred 4.", await domain.SendAsync(behaviour), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("HANDSHAKE=close")]
    [InlineData("HANDSHAKE=500 what?")]
    [InlineData("HANDSHAKE=250-mx.example|250 PIPELINING")]
    public async Task Handshake_Fails_NothingFollowsInClear(string behaviour)
    {
        foreach (Behaving domain in (Behaving[])[Enforced, Proven, Opportunistic])
        {
            Assert.StartsWith("Deferred 4.", await domain.SendAsync(behaviour), StringComparison.Ordinal);
            Assert.Equal("backup by tls", await domain.SendAsync(behaviour, hasBackup: true));
        }
    }
}
