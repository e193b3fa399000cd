using System.Text;
using CsCheck;
using Submission.Gateway.Tls;
using Submission.Gateway.Tls.MtaSts;
using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tests.MtaSts;

/// <summary>Rows S1, S2, S7, S8 and S10: which policy is in force, whatever DNS, servers, disks and clocks do.</summary>
public sealed class MtaStsPoliciesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_RecordUnchanged_FetchesOnce()
    {
        await using StsBed bed = await StsBed.StartAsync();
        MtaStsPolicies policies = bed.Open();
        for (int i = 0; i < 3; i++) Assert.Equal(StsMode.Enforce, (await policies.FindAsync(StsBed.Domain, Token)).Policy!.Mode);
        Assert.Equal(1, bed.Server.Requests);
    }

    [Fact]
    public async Task Find_RecordChanged_FetchesAgain()
    {
        await using StsBed bed = await StsBed.StartAsync();
        MtaStsPolicies policies = bed.Open();
        await policies.FindAsync(StsBed.Domain, Token);
        bed.Policy = StsBed.Text("testing", "other.test");
        bed.Dns.Set(StsBed.Record, "v=STSv1; id=2");
        StsState state = await policies.FindAsync(StsBed.Domain, Token);
        Assert.Equal((StsMode.Testing, "2", "2"), (state.Policy!.Mode, state.PolicyId, state.RecordId));
    }

    [Fact]
    public async Task Find_NoRecord_AsksNobody()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Dns.Set(StsBed.Record);
        Assert.Equal(StsState.Absent, await bed.Open().FindAsync(StsBed.Domain, Token));
        Assert.Equal(0, bed.Server.Requests);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("broken")]
    [InlineData("two")]
    [InlineData("changed and unreachable")]
    public async Task Find_NothingNewCanBeHad_OldPolicyStaysToItsEnd(string how)
    {
        await using StsBed bed = await StsBed.StartAsync();
        MtaStsPolicies policies = bed.Open();
        await policies.FindAsync(StsBed.Domain, Token);
        bed.IsBroken = true;
        if (how == "broken") bed.Dns.Break(StsBed.Record);
        else bed.Dns.Set(StsBed.Record, how switch { "gone" => [], "two" => ["v=STSv1; id=1", "v=STSv1; id=2"], _ => ["v=STSv1; id=2"] });
        bed.Time.Advance(TimeSpan.FromDays(9.9));
        StsState state = await policies.FindAsync(StsBed.Domain, Token);
        Assert.True(state.IsInForce);
        Assert.Equal("1", state.PolicyId);
        bed.Time.Advance(TimeSpan.FromDays(0.2));
        Assert.False((await policies.FindAsync(StsBed.Domain, Token)).IsInForce);
    }

    [Fact]
    public async Task Find_FetchFails_IsNotRepeatedForFiveMinutes()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.IsBroken = true;
        MtaStsPolicies policies = bed.Open();
        for (int i = 0; i < 3; i++)
        {
            StsState state = await policies.FindAsync(StsBed.Domain, Token);
            Assert.Equal((false, TlsFailureKind.StsPolicyFetchError), (state.IsInForce, state.Failure!.Kind));
        }

        Assert.Equal(1, bed.Server.Requests);
        bed.IsBroken = false;
        bed.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await policies.FindAsync(StsBed.Domain, Token)).IsInForce);
    }

    [Theory]
    [InlineData("text", TlsFailureKind.StsPolicyInvalid)]
    [InlineData("certificate", TlsFailureKind.StsWebPkiInvalid)]
    public async Task Find_BadPolicyServer_SaysWhatIsWrong(string what, TlsFailureKind kind)
    {
        await using StsBed bed = await StsBed.StartAsync();
        if (what == "text") bed.Policy = "nothing";
        else bed.Server.Certificate = _ => StsAuthority.SelfSigned("mta-sts.a.test");
        Assert.Equal(kind, (await bed.Open().FindAsync(StsBed.Domain, Token)).Failure!.Kind);
    }

    [Fact]
    public async Task Find_ManyAtOnce_ShareOneFetch()
    {
        await using StsBed bed = await StsBed.StartAsync();
        TaskCompletionSource open = new();
        bed.Server.Answer = async context =>
        {
            await open.Task;
            await StsHttpsServer.WriteAsync(context, bed.Policy);
        };
        MtaStsPolicies policies = bed.Open();
        Task<StsState>[] finds = [.. Enumerable.Range(0, 20).Select(_ => policies.FindAsync(StsBed.Domain, Token).AsTask())];
        open.SetResult();
        Assert.All(await Task.WhenAll(finds), static state => Assert.True(state.IsInForce));
        Assert.Equal(1, bed.Server.Requests);
    }

    [Fact]
    public async Task Find_SlowServer_DeliveryWaitsNoLongerThanItsBound()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Server.Answer = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        Task<StsState> find = bed.Open().FindAsync(StsBed.Domain, Token).AsTask();
        await Delivery.Rig.UntilAsync(() => bed.Server.Requests == 1);
        Assert.False(find.IsCompleted);
        bed.Time.Advance(TimeSpan.FromSeconds(10));
        StsState state = await find.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal((false, TlsFailureKind.StsPolicyFetchError), (state.IsInForce, state.Failure!.Kind));
    }

    [Fact]
    public async Task Find_ModeNone_EndsTheOldPolicy()
    {
        await using StsBed bed = await StsBed.StartAsync();
        MtaStsPolicies policies = bed.Open();
        await policies.FindAsync(StsBed.Domain, Token);
        bed.Policy = "version: STSv1\nmode: none\nmax_age: 86400\n";
        bed.Dns.Set(StsBed.Record, "v=STSv1; id=2");
        Assert.False((await policies.FindAsync(StsBed.Domain, Token)).IsInForce);
        bed.IsBroken = true;
        Assert.Equal(StsMode.None, (await policies.FindAsync(StsBed.Domain, Token)).Policy!.Mode);
    }

    [Fact]
    public async Task Open_AfterRestart_PolicyIsStillInForce()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await bed.Open().FindAsync(StsBed.Domain, Token);
        bed.IsBroken = true;
        bed.Dns.Break(StsBed.Record);
        StsState state = await bed.Open().FindAsync(StsBed.Domain, Token);
        Assert.Equal(("1", StsMode.Enforce, "mx.a.test"), (state.PolicyId, state.Policy!.Mode, state.Policy.MxPatterns[0]));
        bed.Time.Advance(TimeSpan.FromDays(11));
        Assert.Null((await bed.Open().FindAsync(StsBed.Domain, Token)).Policy);
        Assert.Empty(Directory.GetFiles(bed.Folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Find_ClockWasAYearAheadAndIsSetBack_PolicyLivesNoLongerThanItSays(bool isRestarted)
    {
        await using StsBed bed = await StsBed.StartAsync();
        DateTimeOffset now = bed.Time.GetUtcNow();
        MtaStsPolicies policies = bed.Open();
        bed.Time.Advance(TimeSpan.FromDays(365));
        await policies.FindAsync(StsBed.Domain, Token);
        bed.Time.AdjustTime(now);
        (bed.IsBroken, policies) = (true, isRestarted ? bed.Open() : policies);
        Assert.Equal(now.AddDays(10), (await policies.FindAsync(StsBed.Domain, Token)).ExpiresAt);
        bed.Time.Advance(TimeSpan.FromDays(11));
        Assert.Null((await policies.FindAsync(StsBed.Domain, Token)).Policy);
        if (isRestarted) Assert.Null((await bed.Open().FindAsync(StsBed.Domain, Token)).Policy);
    }

    [Fact]
    public async Task Open_DamagedFile_IsAsIfItWereNotThere()
    {
        await using StsBed bed = await StsBed.StartAsync();
        await bed.Open().FindAsync(StsBed.Domain, Token);
        bed.Dns.Break(StsBed.Record);
        string file = Assert.Single(Directory.GetFiles(bed.Folder));
        byte[] whole = await File.ReadAllBytesAsync(file, Token);
        Assert.NotNull((await bed.Open().FindAsync(StsBed.Domain, Token)).Policy);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 6], Gen.Bool).Sample(
            (at, bit, isCut) =>
            {
                byte[] damaged = isCut ? whole[..at] : [.. whole];
                if (!isCut) damaged[at] ^= (byte)(1 << bit);
                File.WriteAllBytes(file, damaged);
                StsState state = bed.Open().FindAsync(StsBed.Domain, Token).AsTask().GetAwaiter().GetResult();
                // The names in JSON of what has a default may be damaged unseen only where nothing else changes by it.
                return state.Policy is null || Encoding.UTF8.GetString(damaged).Contains("mx: mx.a.test", StringComparison.Ordinal);
            },
            iter: 200,
            threads: 1);
    }

    [Fact]
    public async Task Find_FolderCannotBeWritten_PolicyIsKeptInMemory()
    {
        await using StsBed bed = await StsBed.StartAsync();
        MtaStsOptions options = bed.Options();
        options.Directory = Path.Combine(bed.Folder, "file", "below");
        await File.WriteAllTextAsync(Path.Combine(bed.Folder, "file"), "", Token);
        MtaStsPolicies policies = bed.Open(options);
        await policies.FindAsync(StsBed.Domain, Token);
        bed.IsBroken = true;
        bed.Dns.Break(StsBed.Record);
        Assert.True((await policies.FindAsync(StsBed.Domain, Token)).IsInForce);
    }

    [Fact]
    public async Task Find_MoreDomainsThanAreKept_TheFirstToEndIsForgotten()
    {
        await using StsBed bed = await StsBed.StartAsync();
        bed.Dns.Set("_mta-sts.b.test", "v=STSv1; id=1");
        MtaStsOptions options = bed.Options();
        options.MaximumPolicies = 1;
        MtaStsPolicies policies = bed.Open(options);
        await policies.FindAsync(StsBed.Domain, Token);
        Assert.True((await policies.FindAsync("b.test", Token)).IsInForce);
        Assert.Single(Directory.GetFiles(bed.Folder));
    }

    [Fact]
    public async Task Refresh_PolicyADayOld_IsFetchedAheadOfItsEnd()
    {
        await using StsBed bed = await StsBed.StartAsync();
        MtaStsPolicies policies = bed.Open();
        await policies.FindAsync(StsBed.Domain, Token);
        await policies.RefreshAsync(Token);
        Assert.Equal(1, bed.Server.Requests);
        bed.Time.Advance(TimeSpan.FromDays(1));
        await policies.RefreshAsync(Token);
        Assert.Equal(2, bed.Server.Requests);
        bed.Dns.Break(StsBed.Record);
        Assert.Equal(bed.Time.GetUtcNow().AddDays(10), (await policies.FindAsync(StsBed.Domain, Token)).ExpiresAt);
    }
}
