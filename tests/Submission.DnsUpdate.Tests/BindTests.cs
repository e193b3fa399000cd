using System.Net;
using Microsoft.Extensions.Time.Testing;
using Submission.Policy.Lookups;
using Submission.Policy.Publishing;

namespace Submission.DnsUpdate.Tests;

/// <summary>Updates of a real BIND.</summary>
public sealed class BindTests
{
    private const string Zone = "domena.example";
    private const string Name = "s1._domainkey.domena.example";

    private static readonly Dictionary<string, string> Zones = new(StringComparer.Ordinal) { [Zone] = "@ NS ns1.hosting.example.", ["closed.example"] = "@ NS ns1.hosting.example." };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hmac-sha256")]
    [InlineData("hmac-sha512")]
    public async Task Text_AddedAndRemoved_OthersStay(string algorithm)
    {
        await using NamedProcess server = await NamedProcess.StartAsync(Zones, algorithm);
        DnsUpdatePublisher publisher = Publisher(server, server.KeyText);
        string text = "v=DKIM1; p=" + new string('A', 600);
        Assert.Null((await publisher.AddTextAsync(Zone, Name, text, TimeSpan.FromMinutes(1), Cancelled)).Problem);
        Assert.Null((await publisher.AddTextAsync(Zone, Name, text, TimeSpan.FromMinutes(1), Cancelled)).Problem);
        Assert.Null((await publisher.AddTextAsync(Zone, Name, "another", TimeSpan.FromMinutes(1), Cancelled)).Problem);
        Assert.Equal(["another", text], (await TextAsync(server, Name)).Order(StringComparer.Ordinal));
        Assert.Null((await publisher.RemoveTextAsync(Zone, Name, text, Cancelled)).Problem);
        Assert.Equal(["another"], await TextAsync(server, Name));
        Assert.Null((await publisher.RemoveTextAsync(Zone, Name, text, Cancelled)).Problem);
        Assert.Null((await publisher.RemoveTextAsync(Zone, Name, "another", Cancelled)).Problem);
        Assert.Empty(await TextAsync(server, Name));
    }

    [Fact]
    public async Task Refusals_AreToldApart()
    {
        await using NamedProcess server = await NamedProcess.StartAsync(Zones, closed: ["closed.example"]);
        DnsUpdatePublisher publisher = Publisher(server, server.KeyText);
        Assert.Contains("REFUSED", await ProblemAsync(publisher, "closed.example"), StringComparison.Ordinal);
        Assert.Contains("NOTAUTH", await ProblemAsync(publisher, "elsewhere.example"), StringComparison.Ordinal);
        Assert.Contains("BADKEY", await ProblemAsync(Publisher(server, server.KeyText.Replace(NamedProcess.KeyName, "stranger", StringComparison.Ordinal)), Zone), StringComparison.Ordinal);
        string wrong = Convert.ToBase64String(new byte[32]);
        Assert.Contains("BADSIG", await ProblemAsync(Publisher(server, $"key {NamedProcess.KeyName} {{ algorithm hmac-sha256; secret {wrong}; }};"), Zone), StringComparison.Ordinal);
        Assert.Contains("BADTIME", await ProblemAsync(Publisher(server, server.KeyText, DateTimeOffset.UtcNow.AddHours(-2)), Zone), StringComparison.Ordinal);
        Assert.Null(await ProblemAsync(publisher, Zone));
    }

    [Fact]
    public async Task Server_ThatIsNotThere_IsTold()
    {
        Assert.True(TsigKey.TryParse("key k { algorithm hmac-sha256; secret AAAAAAAAAAAAAAAAAAAAAA==; };", out TsigKey? key, out _));
        var publisher = new DnsUpdatePublisher(new DnsUpdateOptions { Server = FreePort.Find(), Key = key });
        Assert.Contains("cannot be reached", await ProblemAsync(publisher, Zone), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.other.example", "text")]
    [InlineData("a..domena.example", "text")]
    [InlineData("notdomena.example", "text")]
    [InlineData("a.domena.example", "")]
    [InlineData("a.domena.example", "ž")]
    public async Task Update_ThatCannotBe_IsNotSent(string name, string text)
    {
        var key = new TsigKey("k", TsigAlgorithm.HmacSha256, new byte[32]);
        var publisher = new DnsUpdatePublisher(new DnsUpdateOptions { Server = new IPEndPoint(IPAddress.Loopback, 1), Key = key });
        string? problem = (await publisher.AddTextAsync(Zone, name, text, TimeSpan.FromMinutes(1), Cancelled)).Problem;
        Assert.NotNull(problem);
        Assert.DoesNotContain("cannot be reached", problem, StringComparison.Ordinal);
    }

    private static async Task<string?> ProblemAsync(DnsUpdatePublisher publisher, string zone) =>
        (await publisher.AddTextAsync(zone, "a." + zone, "text", TimeSpan.FromMinutes(1), Cancelled)).Problem;

    private static DnsUpdatePublisher Publisher(NamedProcess server, string keyText, DateTimeOffset? now = null)
    {
        Assert.True(TsigKey.TryParse(keyText, out TsigKey? key, out string? problem), problem);
        return new DnsUpdatePublisher(new DnsUpdateOptions { Server = server.EndPoint, Key = key }, now is { } time ? new FakeTimeProvider(time) : null);
    }

    private static async Task<string[]> TextAsync(NamedProcess server, string name)
    {
        var resolver = new DnsRecordResolver(new DnsLookupOptions { Servers = [server.EndPoint] });
        DnsRecordSet<string> found = await resolver.GetTextAsync(name, Cancelled);
        Assert.False(found.IsUnavailable, found.Reason);
        return [.. found.Records];
    }
}
