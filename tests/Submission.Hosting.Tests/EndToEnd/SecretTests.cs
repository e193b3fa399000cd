using System.Text;
using Submission.Hosting.Tests.Admin;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Every way to say a password, right and wrong, and then a look at everything that the host has told: log, metrics, traces and decision records.</summary>
public sealed class SecretTests : IAsyncLifetime
{
    private const string Wrong = "hunter2-wrong-password";
    private ScriptedNextHop _hop = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _hop = new ScriptedNextHop();
        _server = await TestServer.StartAsync(_hop.EndPoint, configure: static options => options.PasswordChecks.FailureDelay = TimeSpan.Zero);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _hop.DisposeAsync();
    }

    [Fact]
    public async Task Host_A15_EveryWayToSayAPassword_TellsNoneAnywhere()
    {
        using var told = new Telemetry();
        var replies = new List<string>();
        await SayEverythingAsync(replies);
        foreach (string id in replies.SelectMany(static reply => reply.Split(' ')).Where(static word => word.Length == TransactionId.Length).Distinct(StringComparer.Ordinal))
        {
            using var admin = new AdminClient(_server.AdminSocket);
            using HttpResponseMessage response = await admin.GetAsync($"/v1/decisions/{id}");
            told.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        string everything = string.Join('\n', [.. _server.Log, .. told.Texts, .. replies]);
        // There is something to look at.
        Assert.All(
            (string[])["Auth WrongPassword", "Auth Succeeded", "smtp.authentications", "wrong-password", "smtp transaction", "\"authentication\""],
            seen => Assert.Contains(seen, everything, StringComparison.Ordinal));
        foreach (string secret in (string[])[Wrong, TestServer.Password, TestServer.Hash])
            Assert.All(FormsOf(secret), form => Assert.DoesNotContain(form, everything, StringComparison.Ordinal));
    }

    private async Task SayEverythingAsync(List<string> replies)
    {
        using (SmtpTalk talk = await SmtpTalk.ConnectAsync(_server.StartTls))
        {
            replies.Add(await talk.ReadAsync());
            foreach (string line in (string[])["EHLO client.example", SmtpTalk.Plain(TestServer.Login, TestServer.Password), SmtpTalk.Plain(TestServer.Login, Wrong), Base64(Wrong)])
                replies.Add(await talk.SayAsync(line));
        }

        string[] lines =
        [
            SmtpTalk.Plain(TestServer.Login, Wrong), SmtpTalk.Plain("nobody@domena.cz", Wrong), SmtpTalk.Plain("eva@domena.cz", Wrong), SmtpTalk.Plain(Wrong, Wrong), SmtpTalk.Plain(Wrong, "x"),
            $"AUTH PLAIN {Base64($"other@domena.cz\0{TestServer.Login}\0{Wrong}")}", $"AUTH PLAIN {Base64($"\0{TestServer.Login}\0{Wrong}\0")}", $"AUTH PLAIN {Base64(Wrong)}",
            "AUTH PLAIN", Base64(Wrong) + "!", "AUTH PLAIN", "*",
            $"AUTH LOGIN {Base64(TestServer.Login)}", Base64(Wrong), "AUTH LOGIN", Base64(Wrong), Base64(Wrong), $"AUTH LOGIN {Base64(TestServer.Login)}", Wrong,
            $"AUTH CRAM-MD5 {Base64(Wrong)}", $"AUTH {Wrong}", Wrong, $"MAIL FROM:<{Wrong}>", $"EHLO {Wrong}",
        ];
        using (SmtpTalk talk = await SmtpTalk.EncryptAsync(_server.StartTls))
        {
            foreach (string line in lines) replies.Add(await talk.SayAsync(line));
            await talk.WriteAsync($"AUTH LOGIN {Base64(TestServer.Login)}\r\n{Base64(Wrong)}");
        }

        using (SmtpTalk talk = await SmtpTalk.EncryptAsync(_server.StartTls))
        {
            replies.Add(await talk.SayAsync($"AUTH LOGIN {Base64(TestServer.Login)}"));
            replies.Add(await talk.SayAsync(Base64(TestServer.Password)));
            replies.Add(await talk.SendAsync(TestServer.Login, "friend@example.net", $"Subject: {Wrong}\r\n\r\n{Wrong}\r\n"));
        }

        using SmtpTalk last = await SmtpTalk.LogInAsync(_server.StartTls);
        replies.Add(await last.SayAsync("QUIT"));
    }

    /// <summary>A secret, and what base64 makes of it at each place of a longer text.</summary>
    private static IEnumerable<string> FormsOf(string secret)
    {
        yield return secret;
        if (secret.Length < 8) yield break; // what is left of it in base64 is a word that may stand anywhere
        for (int before = 0; before < 3; before++)
        {
            string text = Base64(new string('\0', before) + secret + new string('\0', 3));
            int start = before == 0 ? 0 : 4;
            yield return text[start..(start + ((secret.Length - 2) / 3 * 4) - 4)];
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
