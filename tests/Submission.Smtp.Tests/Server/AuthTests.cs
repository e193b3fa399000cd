using System.Text;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class AuthTests
{
    private static readonly string Plain = Base64("\0jan@domena.cz\0secret");

    public static TheoryData<string> GoodExchanges =>
    [
        $"AUTH PLAIN {Plain}",
        $"auth plain {Base64("jan@domena.cz\0jan@domena.cz\0secret")}",
        $"AUTH PLAIN|334 |{Plain}",
        $"AUTH PLAIN =|334 |{Plain}",
        $"AUTH login {Base64("jan@domena.cz")}|334 UGFzc3dvcmQ6|{Base64("secret")}",
        $"AUTH LOGIN|334 VXNlcm5hbWU6|{Base64("jan@domena.cz")}|334 UGFzc3dvcmQ6|{Base64("secret")}",
        $"AUTH LOGIN =|334 VXNlcm5hbWU6|{Base64("jan@domena.cz")}|334 UGFzc3dvcmQ6|{Base64("secret")}",
    ];

    public static TheoryData<string> BadExchanges =>
    [
        "AUTH|504 5.5.4",
        "AUTH CRAM-MD5|504 5.5.4",
        "AUTH PLAIN !!!!|501 5.5.2",
        $"AUTH PLAIN {Plain[..^1]}|501 5.5.2",
        $"AUTH PLAIN {Plain[..8]} {Plain[8..]}|501 5.5.2",
        $"AUTH PLAIN {Base64("jan@domena.cz")}|501 5.5.2",
        $"AUTH PLAIN {Base64("\0jan@domena.cz")}|501 5.5.2",
        $"AUTH PLAIN {Base64("\0jan@domena.cz\0sec\0ret")}|501 5.5.2",
        $"AUTH PLAIN {Base64("jan@domena.cz\0jan@domena.cz\0secret\0")}|501 5.5.2",
        $"AUTH PLAIN {Base64("\0jan\r\n@domena.cz\0secret")}|501 5.5.2",
        $"AUTH PLAIN {Base64("eva@domena.cz\0jan@domena.cz\0secret")}|535 5.7.8",
        "AUTH PLAIN|334 |*|501 5.7.0",
        "AUTH LOGIN|334 VXNlcm5hbWU6|*|501 5.7.0",
        $"AUTH LOGIN {Base64("jan@domena.cz")}|334 UGFzc3dvcmQ6|*|501 5.7.0",
        $"AUTH LOGIN {Base64("jan@domena.cz")}|334 UGFzc3dvcmQ6|c2Vj cmV0|501 5.5.2",
        "AUTH LOGIN|334 VXNlcm5hbWU6|NOOP|501 5.5.2",
        "AUTH LOGIN|334 VXNlcm5hbWU6|\u0001|500 5.5.2",
    ];

    [Theory]
    [MemberData(nameof(GoodExchanges))]
    public async Task Auth_A1_EveryFormOfRealClients_Authenticates(string exchange)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await PlayAsync(client, exchange + "|235 2.7.0 ");
        Assert.Contains(script.Log, static e => e.EndsWith("N jan@domena.cz", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(BadExchanges))]
    public async Task Auth_A2_A3_A5_CancelledOrMalformed_NeverReachesTheHostAndTheSessionLives(string exchange)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await PlayAsync(client, exchange);
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("auth", StringComparison.Ordinal));
        await PlayAsync(client, $"NOOP|250|AUTH PLAIN {Plain}|235");
    }

    [Fact]
    public async Task Auth_WrongPassword_IsAnsweredInTheHostsWordsAndMayBeTriedAgain()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.Equal("535 5.1.0 x authentication failed", await client.AskAsync("AUTH PLAIN " + Base64("\0a\0b")));
        await PlayAsync(client, $"AUTH PLAIN {Plain}|235|AUTH PLAIN {Plain}|503 5.5.1");
    }

    [Fact]
    public async Task Auth_A4_OutOfPlace_IsRefused()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.ExpectAsync("220");
        await PlayAsync(client, $"AUTH PLAIN {Plain}|503|HELO x|250|MAIL FROM:<a@b.cz>|250|AUTH PLAIN {Plain}|503 5.5.1");
    }

    [Fact]
    public async Task Auth_T6_InClearWhereItIsNotAllowed_IsNeitherOfferedNorHeard()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.AllowCleartextAuthentication = false);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.ExpectAsync("220");
        Assert.DoesNotContain("AUTH", await client.AskAsync("EHLO x"), StringComparison.Ordinal);
        Assert.Equal("538 5.7.11 id encryption required", await client.AskAsync($"AUTH PLAIN {Plain}"));
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("auth", StringComparison.Ordinal));

        await client.AskAsync("STARTTLS");
        await client.StartTlsAsync();
        Assert.Contains("250-AUTH PLAIN LOGIN", await client.AskAsync("EHLO x"), StringComparison.Ordinal);
        await PlayAsync(client, $"AUTH PLAIN {Plain}|235");
    }

    [Theory]
    [InlineData(12_288, "501 5.5.2 Bad base64")]
    [InlineData(12_289, "501 5.5.2 Authentication line too long")]
    [InlineData(1_000_000, "501 5.5.2 Authentication line too long")]
    public async Task Auth_A2_LineOfLength_IsReadUpToItsBoundAndAnsweredOnce(int length, string reply)
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumErrors = 4);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        string begin = "AUTH PLAIN ";
        await PlayAsync(client, begin + new string('!', length - begin.Length - 2) + "|" + reply + "|NOOP|250");
        await PlayAsync(client, "AUTH LOGIN|334 VXNlcm5hbWU6|" + new string('!', length - 2) + "|" + reply + "|NOOP|250");
        await PlayAsync(client, $"AUTH LOGIN {Base64("jan@domena.cz")}|334 UGFzc3dvcmQ6|{new string('!', length - 2)}|{reply}|NOOP|250");
        Assert.Equal("421 4.7.0 Too many errors", await client.AskAsync("BOGUS")); // each was one error
    }

    [Theory]
    [InlineData("AUTH PLAIN ", 4000, "501 5.5.2 Bad base64 or bad credentials format")]
    [InlineData("AUTH PLAIN ", 13_000, "501 5.5.2 Authentication line too long")]
    [InlineData("NOOP ", 4000, "500 5.5.6 Line too long")]
    public async Task Auth_A2_LongLineWithItsVerbInTwoSegments_HasTheBoundOfAuth(string begin, int length, string reply)
    {
        const int Segment = 4096;
        for (int cut = 1; cut <= 6; cut++)
        {
            string before = $"NOOP {new string('x', 1500)}\r\nNOOP {new string('x', 1500)}\r\n";
            before += $"NOOP {new string('x', Segment - before.Length - cut - 7)}\r\n";
            byte[] sent = Encoding.ASCII.GetBytes($"{before}{begin}{new string('!', length)}\r\n");
            string[] said = await new PipeServer(new Script()).PlayAsync("EHLO client.example\r\n"u8.ToArray(), sent);
            Assert.Equal(["250 2.0.0 OK", "250 2.0.0 OK", reply], said[^3..]);
        }
    }

    [Fact]
    public async Task Credentials_A15_AfterTheCall_AreWiped()
    {
        ReadOnlyMemory<byte> kept = default;
        await using TestServer server = await TestServer.StartAsync(new Script { Password = password => kept = password });
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await PlayAsync(client, $"AUTH PLAIN {Plain}|235");
        Assert.Equal(new byte[6], kept.ToArray());
    }

    [Theory]
    [InlineData("AUTH PLAIN|334 ", "")]
    [InlineData("AUTH PLAIN|334 ", "AGphbg")]
    [InlineData("AUTH LOGIN|334 VXNlcm5hbWU6", "")]
    [InlineData("AUTH LOGIN amFu|334 UGFzc3dvcmQ6", "")]
    [InlineData("AUTH LOGIN amFu|334 UGFzc3dvcmQ6", "d3Jvbmc=")]
    [InlineData("AUTH LOGIN amFu|334 UGFzc3dvcmQ6", "d3Jvbmc=\r")]
    [InlineData("NOOP|250", "AUTH PLAIN AGphbgB3cm9uZw==")]
    public async Task Auth_A3_P18_ClientVanishesBeforeTheEndOfItsResponse_CountsNothing(string exchange, string rest)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using (SmtpWire client = await SmtpWire.GreetAsync(server.StartTls))
        {
            await PlayAsync(client, exchange);
            await client.SendAsync(rest);
            client.CloseSending();
            Assert.Equal("", await client.ReadToEndAsync());
        }

        await Patience.UntilAsync(() => script.Log.Contains("closed"));
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("auth", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Auth_TooManyFailures_ClosesTheSession()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => (o.MaximumErrors, o.FailedAuthenticationDelay) = (3, TimeSpan.Zero));
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        string wrong = "AUTH PLAIN " + Base64("\0a\0b");
        await PlayAsync(client, $"{wrong}|535|{wrong}|535|{wrong}|535");
        Assert.Equal("421 4.7.0 Too many errors\n", await client.ReadToEndAsync());
    }

    private static async Task PlayAsync(SmtpWire client, string exchange)
    {
        string[] steps = exchange.Split('|');
        for (int i = 0; i < steps.Length; i += 2) Assert.StartsWith(steps[i + 1], await client.AskAsync(steps[i]), StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
