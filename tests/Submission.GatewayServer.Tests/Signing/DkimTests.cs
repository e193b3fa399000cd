using System.Text;
using System.Text.Json;
using MimeKit;
using MimeKit.Cryptography;
using Submission.GatewayServer.Tests.Processes;
using Submission.Policy.Lookups;

namespace Submission.GatewayServer.Tests.Signing;

/// <summary>Row 19 from end to end: a gateway process, BIND, and what comes to the recipient's server, octet by octet.</summary>
public sealed class DkimTests : GatewayTest
{
    private const string Ours = "@ NS ns1.hosting.example.";
    private NamedProcess? _server;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync() =>
        _server = await NamedProcess.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["domena.cz"] = Ours, ["domena.eu"] = Ours, ["elsewhere.example"] = "@ NS ns.other.example." });

    public override async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Domain_GoesFromNothingToSigned_AndToUnsignedWhenItsRecordVanishes()
    {
        await using GatewayProcess gateway = await StartSigningAsync();
        Assert.DoesNotContain("DKIM-Signature", await ArrivedAsync(gateway, "first@friend.example", "jan@domena.cz"), StringComparison.Ordinal);
        await Until.TrueAsync(async () => await SignsWithBothKeysAsync(gateway, "domena.cz") && await SignsWithBothKeysAsync(gateway, "domena.eu"), () => gateway.Process.Log);

        string signed = await ArrivedAsync(gateway, "second@friend.example", "jan@domena.cz");
        Assert.StartsWith("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=domena.cz;", signed, StringComparison.Ordinal);
        await AssertGoodAsync(signed);
        string alias = await ArrivedAsync(gateway, "third@friend.example", "jan@domena.eu");
        Assert.Contains(" d=domena.eu;", alias, StringComparison.Ordinal);
        await AssertGoodAsync(alias);

        // The operator's tool says the same.
        ProgramResult list = await CliAsync(gateway, "dkim", "list");
        Assert.Contains("domena.cz", list.Output, StringComparison.Ordinal);
        Assert.Contains("signing", list.Output, StringComparison.Ordinal);
        // Advice knows the keys: of a domain with its DNS elsewhere it shows the very records to publish.
        await CliAsync(gateway, "dkim", "activate", "elsewhere.example");
        ProgramResult shown = await CliAsync(gateway, "dkim", "show", "elsewhere.example");
        ProgramResult advice = await CliAsync(gateway, "advise", "elsewhere.example", "--gateway");
        string[] records = [.. shown.Output.Split('\n').Select(static line => line.Trim()).Where(static line => line.Contains("._domainkey.elsewhere.example. IN TXT ", StringComparison.Ordinal))];
        Assert.Equal(2, records.Length);
        Assert.All(records, record => Assert.Contains("    " + record + "\n", advice.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("dkim-", (await CliAsync(gateway, "advise", "domena.cz", "--gateway")).Output, StringComparison.Ordinal);
        ProgramResult off = await CliAsync(gateway, "dkim", "deactivate", "domena.eu");
        Assert.Contains("domena.eu: off", off.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("DKIM-Signature", await ArrivedAsync(gateway, "fourth@friend.example", "jan@domena.eu"), StringComparison.Ordinal);

        Assert.True(DnsUpdate.TsigKey.TryParse(_server!.KeyText, out DnsUpdate.TsigKey? key, out _));
        var publisher = new DnsUpdate.DnsUpdatePublisher(new DnsUpdate.DnsUpdateOptions { Server = _server.EndPoint, Key = key });
        using (JsonDocument document = JsonDocument.Parse(await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/dkim/domena.cz")))
        {
            foreach (JsonElement it in document.RootElement.GetProperty("keys").EnumerateArray())
                Assert.Null((await publisher.RemoveTextAsync("domena.cz", it.GetProperty("name").GetString()!, it.GetProperty("record").GetString()!, Cancelled)).Problem);
        }

        await Until.TrueAsync(async () => await StateAsync(gateway, "domena.cz") == "waiting", () => gateway.Process.Log);
        Assert.DoesNotContain("DKIM-Signature", await ArrivedAsync(gateway, "fifth@friend.example", "jan@domena.cz"), StringComparison.Ordinal);
        await gateway.Process.LogHoldsAsync("not signed: no-key-in-dns, domain=domena.cz");
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Restart_KeepsTheKeys_AndRefusesThoseThatOthersMayRead()
    {
        await using (GatewayProcess gateway = await StartSigningAsync())
        {
            await CliAsync(gateway, "dkim", "activate", "domena.cz");
            await Until.TrueAsync(() => SignsWithBothKeysAsync(gateway, "domena.cz"), () => gateway.Process.Log);
            await gateway.StopAsync();
        }

        await using (GatewayProcess gateway = await StartSigningAsync())
        {
            await AssertGoodAsync(await ArrivedAsync(gateway, "again@friend.example", "jan@domena.cz"));
            await gateway.StopAsync();
        }

        string file = Directory.GetFiles(Path.Combine(Folder, "data", "dkim", "domena.cz"), "*.key")[0];
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await using HostProcess refused = HostProcess.Run(Folder, GatewayProcess.Command(SigningSetup(), Folder));
        Assert.NotEqual(0, await refused.ExitCodeAsync());
        Assert.Contains("chmod 600 " + file, refused.Log, StringComparison.Ordinal);
    }

    private static async Task<string> StateAsync(GatewayProcess gateway, string domain)
    {
        using JsonDocument document = JsonDocument.Parse(await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/dkim/" + domain));
        return document.RootElement.TryGetProperty("state", out JsonElement state) ? state.GetString()! : "";
    }

    // A domain signs from the first key on whose record is seen.
    private static async Task<bool> SignsWithBothKeysAsync(GatewayProcess gateway, string domain)
    {
        using JsonDocument document = JsonDocument.Parse(await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/dkim/" + domain));
        return document.RootElement.TryGetProperty("keys", out JsonElement keys) && keys.EnumerateArray().Count(static key => key.GetProperty("stage").GetString() == "signing") == 2;
    }

    private static Task<ProgramResult> CliAsync(GatewayProcess gateway, params string[] words) =>
        ExternalProgram.RunAsync("dotnet", [HostProcess.ProgramOf("Submission.Cli", "Submission.Cli"), .. words, "--socket", gateway.AdminSocket]);

    private GatewaySetup SigningSetup()
    {
        string key = Path.Combine(Folder, "update.key");
        File.WriteAllText(key, _server!.KeyText);
        return Setup with
        {
            More = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Signing:Enabled"] = "true",
                ["Signing:NameServers:0"] = "ns1.hosting.example",
                ["Signing:UpdateServer"] = _server.EndPoint.ToString(),
                ["Signing:UpdateKeyFile"] = key,
                ["Signing:PollInterval"] = "100ms",
                ["Signing:CheckInterval"] = "200ms",
                ["Signing:RecordTtl"] = "1s",
                ["Dns:Servers:0"] = _server.EndPoint.ToString(),
            },
        };
    }

    private Task<GatewayProcess> StartSigningAsync() => GatewayProcess.StartAsync(SigningSetup(), Folder);

    private async Task<string> ArrivedAsync(GatewayProcess gateway, string recipient, string author)
    {
        await SendAsync(gateway, recipient, $"From: Jan <{author}>\r\nTo: {recipient}\r\nSubject: test\r\n\r\nHello  \t\r\n\r\n");
        await ArrivesAsync(recipient);
        return Encoding.Latin1.GetString(Assert.Single(Sink.To(recipient)).Data);
    }

    private async Task AssertGoodAsync(string text)
    {
        MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(Encoding.Latin1.GetBytes(text)), Cancelled);
        var verifier = new DkimVerifier(new PublishedKeys(new DnsRecordResolver(new DnsLookupOptions { Servers = [_server!.EndPoint] })));
        Header[] signatures = [.. message.Headers.Where(static header => header.Id == HeaderId.DkimSignature)];
        Assert.Equal(2, signatures.Length);
        foreach (Header signature in signatures) Assert.True(await verifier.VerifyAsync(message, signature, Cancelled), text);
    }
}
