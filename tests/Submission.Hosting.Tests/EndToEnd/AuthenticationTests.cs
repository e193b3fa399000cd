using System.Text;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Rows 1 to 1c, 4 and 16 of the checks, over the wire and by the shipped policy.</summary>
public sealed class AuthenticationTests : IAsyncLifetime
{
    private ScriptedNextHop _hop = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _hop = new ScriptedNextHop();
        _server = await TestServer.StartAsync(_hop.EndPoint);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _hop.DisposeAsync();
    }

    [Theory]
    [InlineData("jan@domena.cz", "wrong", "authentication failed")]
    [InlineData("nobody@domena.cz", "U*U", "authentication rejected")]
    [InlineData("jan", "U*U", "authentication rejected")]
    [InlineData("eva@domena.cz", "U*U", "authentication rejected access disabled")]
    [InlineData("eva@domena.cz", "wrong", "authentication rejected access disabled")]
    public async Task Auth_A6_Failed_HearsTheTextOfItsRow(string login, string password, string text)
    {
        using SmtpTalk talk = await SmtpTalk.EncryptAsync(_server.StartTls);

        Assert.Matches($"^535 5\\.1\\.0 [0-9A-Za-z]{{22}} {text}$", await talk.SayAsync(SmtpTalk.Plain(login, password)));
    }

    [Fact]
    public async Task Auth_T6_WithoutTls_IsRefusedAndNeitherOfferedNorCountedNorLogged()
    {
        const string Secret = "hunter2-in-the-clear";
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret));
        string plain = SmtpTalk.Plain(TestServer.Login, Secret);
        using SmtpTalk talk = await SmtpTalk.ConnectAsync(_server.StartTls);
        await talk.ReadAsync();

        Assert.DoesNotContain("AUTH", await talk.SayAsync("EHLO client.example"), StringComparison.Ordinal);
        const string Refused = "^538 5\\.7\\.11 [0-9A-Za-z]{22} encryption required$";
        for (int i = 0; i < 12; i++) Assert.Matches(Refused, await talk.SayAsync(i % 2 == 0 ? plain : SmtpTalk.Plain(TestServer.Login, TestServer.Password)));
        Assert.Matches(Refused, await talk.SayAsync("AUTH LOGIN"));
        Assert.StartsWith("500 5.5.1 ", await talk.SayAsync(base64), StringComparison.Ordinal); // from a client that did not look at the answer

        using SmtpTalk other = await SmtpTalk.LogInAsync(_server.StartTls);
        string log = string.Join('\n', _server.Log);
        Assert.Contains("encryption required", log, StringComparison.Ordinal);
        foreach (string form in (string[])[Secret, base64, plain["AUTH PLAIN ".Length..]]) Assert.DoesNotContain(form, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auth_WithoutTlsWhereItIsAllowed_Succeeds()
    {
        await using TestServer server = await TestServer.StartAsync(_hop.EndPoint, configure: static options => options.AllowCleartextAuth = true);
        using SmtpTalk talk = await SmtpTalk.ConnectAsync(server.StartTls);
        await talk.ReadAsync();

        Assert.Contains("AUTH PLAIN LOGIN", await talk.SayAsync("EHLO client.example"), StringComparison.Ordinal);
        Assert.StartsWith("235 ", await talk.SayAsync(SmtpTalk.Plain(TestServer.Login, TestServer.Password)), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, "friend@example.net"), StringComparison.Ordinal);
        Assert.Contains("with ESMTPA id", Encoding.ASCII.GetString(Assert.Single(_hop.Messages).Data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Auth_A7_ElevenFailures_CloseTheDoor()
    {
        for (int i = 0; i < 10; i++)
        {
            using SmtpTalk failing = await SmtpTalk.EncryptAsync(_server.StartTls);
            Assert.StartsWith("535 5.1.0", await failing.SayAsync(SmtpTalk.Plain(TestServer.Login, "wrong")), StringComparison.Ordinal);
        }

        const string Refused = "^554 5\\.1\\.0 [0-9A-Za-z]{22} Connection refused from 127\\.0\\.0\\.1\\. Too many authorization failures from this IP, try again later\\.";
        using (SmtpTalk last = await SmtpTalk.EncryptAsync(_server.StartTls))
        {
            Assert.Matches(Refused, await last.SayAsync(SmtpTalk.Plain("nobody@domena.cz", "wrong")));
            Assert.Equal("", await last.ReadAsync());
        }

        using SmtpTalk next = await SmtpTalk.ConnectAsync(_server.StartTls);
        Assert.Matches(Refused, await next.ReadAsync());
        Assert.Equal("", await next.ReadAsync());
    }

    [Fact]
    public async Task Mail_WithoutAuth_IsRefused()
    {
        using SmtpTalk talk = await SmtpTalk.EncryptAsync(_server.StartTls);

        Assert.Equal("530 5.7.0 Authentication required", await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>"));
    }

    [Fact]
    public async Task Verdicts_OfASession_HaveOneLineEachInTheLog()
    {
        using SmtpTalk talk = await SmtpTalk.LogInAsync(_server.StartTls);
        await talk.SayAsync("MAIL FROM:<other@example.com>");
        string accepted = await talk.SendAsync(TestServer.Login, "friend@example.net");

        Assert.Single(_server.Log, static line => line.Contains("Mail Refuse rule=sender-domain-mismatch client=127.0.0.1 account=jan@domena.cz sender=<other@example.com> recipient=- reply=\"550 5.1.0 <other@example.com> sender rejected\"", StringComparison.Ordinal));
        Assert.Single(_server.Log, line => line.Contains($"{accepted.Split(' ')[2]} Accepted client=127.0.0.1 account=jan@domena.cz sender=<jan@domena.cz> recipients=1", StringComparison.Ordinal));
        Assert.Single(_server.Log, static line => line.Contains("Rcpt Accept", StringComparison.Ordinal));
    }
}
