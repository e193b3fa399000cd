using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Submission.Policy.Lookups;
using Submission.Trust.MtaSts;

namespace Submission.Trust.Tests.MtaSts;

/// <summary>Row S2: what real HTTPS servers do, from good to hostile.</summary>
public sealed class StsPolicyFetcherTests(StsPolicyFetcherTests.World world) : IClassFixture<StsPolicyFetcherTests.World>
{
    private const string Policy = "version: STSv1\nmode: enforce\nmx: mx.a.test\nmax_age: 86400\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fetch_ValidServer_GivesThePolicy()
    {
        StsFetchResult result = await FetchAsync(world.Authority.Issue("mta-sts.a.test"), context =>
        {
            Assert.Equal("/.well-known/mta-sts.txt", context.Request.Path);
            Assert.StartsWith("mta-sts.a.test", context.Request.Host.Value, StringComparison.Ordinal);
            return StsHttpsServer.WriteAsync(context, Policy, "text/plain; charset=utf-8");
        });
        Assert.True(result.IsFound, result.Reason);
        Assert.Equal(StsMode.Enforce, result.Policy.Mode);
    }

    [Theory]
    [InlineData("other name")]
    [InlineData("only common name")]
    [InlineData("expired")]
    [InlineData("not yet valid")]
    [InlineData("self-signed")]
    [InlineData("other authority")]
    public async Task Fetch_BadCertificate_IsToldAsSuch(string kind)
    {
        using StsAuthority other = new();
        X509Certificate2 certificate = kind switch
        {
            "other name" => world.Authority.Issue("mta-sts.b.test"),
            "only common name" => world.Authority.Issue(),
            "expired" => world.Authority.Issue(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero), "mta-sts.a.test"),
            "not yet valid" => world.Authority.IssueFrom(DateTimeOffset.UtcNow.AddYears(2), "mta-sts.a.test"),
            "self-signed" => StsAuthority.SelfSigned("mta-sts.a.test"),
            _ => other.Issue("mta-sts.a.test"),
        };
        StsFetchResult result = await FetchAsync(certificate, static context => StsHttpsServer.WriteAsync(context, Policy));
        Assert.Equal(StsFetchFailure.CertificateInvalid, result.Failure);
    }

    [Theory]
    [InlineData(200, "text/html")]
    [InlineData(200, "application/octet-stream")]
    [InlineData(204, "text/plain")]
    [InlineData(404, "text/plain")]
    [InlineData(500, "text/plain")]
    public async Task Fetch_OtherAnswer_IsAFetchError(int status, string type)
    {
        StsFetchResult result = await FetchAsync(world.Authority.Issue("mta-sts.a.test"), context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            return status == 204 ? Task.CompletedTask : context.Response.WriteAsync(Policy);
        });
        Assert.Equal(StsFetchFailure.FetchFailed, result.Failure);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Fetch_Redirect_IsNotFollowed(int status)
    {
        int requests = 0;
        StsFetchResult result = await FetchAsync(world.Authority.Issue("mta-sts.a.test"), context =>
        {
            requests++;
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/.well-known/mta-sts.txt?again";
            return Task.CompletedTask;
        });
        Assert.Equal((StsFetchFailure.FetchFailed, 1), (result.Failure, requests));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fetch_HugeBody_IsNotRead(bool isDeclared)
    {
        StsFetchResult result = await FetchAsync(world.Authority.Issue("mta-sts.a.test"), async context =>
        {
            context.Response.ContentType = "text/plain";
            if (isDeclared) context.Response.ContentLength = 1L << 30;
            // The rest never comes: who wanted to read it would wait for it.
            await context.Response.Body.WriteAsync(new byte[1 << 20], context.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        Assert.Equal(StsFetchFailure.FetchFailed, result.Failure);
        Assert.Equal("mta-sts.a.test has sent more than 65536 octets", result.Reason);
    }

    [Fact]
    public async Task Fetch_SlowServer_IsGivenUp()
    {
        StsFetchResult result = await FetchAsync(
            world.Authority.Issue("mta-sts.a.test"), static context => Task.Delay(Timeout.Infinite, context.RequestAborted), timeout: TimeSpan.FromMilliseconds(300));
        Assert.Equal(StsFetchFailure.FetchFailed, result.Failure);
        Assert.Contains("in time", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_BodyInDrops_IsGivenUp()
    {
        StsFetchResult result = await FetchAsync(
            world.Authority.Issue("mta-sts.a.test"),
            static async context =>
            {
                context.Response.ContentType = "text/plain";
                while (true)
                {
                    await context.Response.WriteAsync("a", context.RequestAborted);
                    await context.Response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(20, context.RequestAborted);
                }
            },
            timeout: TimeSpan.FromMilliseconds(500));
        Assert.Equal(StsFetchFailure.FetchFailed, result.Failure);
    }

    [Fact]
    public async Task Fetch_NoPolicyInTheBody_IsInvalid() =>
        Assert.Equal(StsFetchFailure.PolicyInvalid, (await FetchAsync(world.Authority.Issue("mta-sts.a.test"), static context => StsHttpsServer.WriteAsync(context, "hello"))).Failure);

    [Fact]
    public async Task Fetch_LoopbackAddress_IsNotCalledUnlessAllowed()
    {
        await using StsHttpsServer server = await StsHttpsServer.StartAsync(world.Authority.Issue("mta-sts.a.test"), Policy);
        StsPolicyFetcher fetcher = new(world.Resolver, new StsFetchOptions { Port = server.Port, TrustedRoots = world.Authority.Roots }, TimeProvider.System);
        StsFetchResult result = await fetcher.FetchAsync("a.test", Token);
        Assert.Equal((StsFetchFailure.FetchFailed, 0), (result.Failure, server.Requests));
        Assert.Contains("no public address", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.test")]
    [InlineData("not a name")]
    [InlineData("")]
    public async Task Fetch_NoSuchServer_IsAFetchError(string domain)
    {
        StsPolicyFetcher fetcher = new(world.Resolver, new StsFetchOptions { AllowPrivateAddresses = true }, TimeProvider.System);
        Assert.Equal(StsFetchFailure.FetchFailed, (await fetcher.FetchAsync(domain, Token)).Failure);
    }

    [Fact]
    public async Task Fetch_CallerGoesAway_Ends()
    {
        await using StsHttpsServer server = await StsHttpsServer.StartAsync(world.Authority.Issue("mta-sts.a.test"), static context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        using CancellationTokenSource end = new(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetcher(server, TimeSpan.FromMinutes(1)).FetchAsync("a.test", end.Token));
    }

    private async Task<StsFetchResult> FetchAsync(X509Certificate2 certificate, RequestDelegate answer, TimeSpan? timeout = null)
    {
        await using StsHttpsServer server = await StsHttpsServer.StartAsync(certificate, answer);
        return await Fetcher(server, timeout ?? TimeSpan.FromSeconds(30)).FetchAsync("a.test", Token);
    }

    private StsPolicyFetcher Fetcher(StsHttpsServer server, TimeSpan timeout) => new(
        world.Resolver, new StsFetchOptions { Port = server.Port, TrustedRoots = world.Authority.Roots, AllowPrivateAddresses = true, Timeout = timeout }, TimeProvider.System);

    public sealed class World : IAsyncLifetime
    {
        private NsdProcess? _nsd;

        internal StsAuthority Authority { get; } = new();

        internal DnsRecordResolver Resolver { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _nsd = await NsdProcess.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["test"] = StsZone.Head + "mta-sts.a IN A 127.0.0.1\n" });
            Resolver = StsZone.Resolver(_nsd);
        }

        public async ValueTask DisposeAsync()
        {
            Authority.Dispose();
            await _nsd!.DisposeAsync();
        }
    }
}
