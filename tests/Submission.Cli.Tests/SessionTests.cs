using System.Text.Json;
using System.Text.RegularExpressions;

namespace Submission.Cli.Tests;

public sealed partial class SessionTests
{
    [Fact]
    public async Task Session_Piped_IsTheExpectedTranscript()
    {
        string dialog = """
            # A friend, a stranger, and one message too many.
            :connect 198.51.100.7
            EHLO client.example
            MAIL FROM:<eve@elsewhere.example>
            MAIL FROM:<jan@domena.cz> SIZE=100
            RCPT TO:<a@example.org>
            DATA
            Subject: hello

            ..
            .
            MAIL FROM:<jan@domena.cz>
            RCPT TO:<a@example.org>
            SIZE 2048
            MAIL FROM:<jan@domena.cz>
            :after 61s
            MAIL FROM:<jan@domena.cz>
            QUIT
            """;
        using var policy = new PolicyFolder();
        ToolRun run = await ToolRun.RunWithInputAsync(dialog, "session", policy.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            # A friend, a stranger, and one message too many.
            :connect 198.51.100.7
            S: 220 smtp.example ESMTP ready
            C: EHLO client.example
            S: 250 smtp.example
            C: MAIL FROM:<eve@elsewhere.example>
            S: 550 5.1.0 <eve@elsewhere.example> sender rejected
               rule            outcome  saw
               foreign-sender  decided  sender.domain=elsewhere.example
            C: MAIL FROM:<jan@domena.cz> SIZE=100
            S: 250 2.1.0 OK
               rule            outcome  saw                      counters
               foreign-sender  passed   sender.domain=domena.cz
               few-messages    passed   client.ip=198.51.100.7   client.ip 198.51.100.7: 1 of 2 left in 1m
            C: RCPT TO:<a@example.org>
            S: 250 2.1.5 OK
            C: DATA
            S: 354 End data with <CR><LF>.<CR><LF>
            C: Subject: hello
            C:
            C: ..
            C: .
            S: 250 2.0.0 OK
            C: MAIL FROM:<jan@domena.cz>
            S: 250 2.1.0 OK
               rule            outcome  saw                      counters
               foreign-sender  passed   sender.domain=domena.cz
               few-messages    passed   client.ip=198.51.100.7   client.ip 198.51.100.7: 0 of 2 left in 1m
            C: RCPT TO:<a@example.org>
            S: 250 2.1.5 OK
            C: SIZE 2048
            S: 250 2.0.0 OK
            C: MAIL FROM:<jan@domena.cz>
            S: 550 5.1.0 {id} policy violation
               rule            outcome  saw                                   counters
               foreign-sender  passed   sender.domain=domena.cz
               few-messages    decided  client.ip=198.51.100.7 (2 of 2 used)  client.ip 198.51.100.7: 0 of 2 left in 1m, opens at 10:01:00
            :after 61s
               It is 2026-01-01T10:01:01Z now.
            C: MAIL FROM:<jan@domena.cz>
            S: 250 2.1.0 OK
               rule            outcome  saw                      counters
               foreign-sender  passed   sender.domain=domena.cz
               few-messages    passed   client.ip=198.51.100.7   client.ip 198.51.100.7: 1 of 2 left in 1m
            C: QUIT
            S: 221 2.0.0 Bye
               (connection closed)

            """.ReplaceLineEndings("\n"),
            WithoutIds(run.Output));
    }

    [Fact]
    public async Task Session_Quiet_ShowsTheRepliesOnly()
    {
        string dialog = ":demo\n:connect 198.51.100.7 tls\nEHLO me\nAUTH jan@domena.cz wrong\nAUTH jan@domena.cz secret\nMAIL FROM:<jan@domena.cz>\nRCPT TO:<a@example.org>\nRCPT TO:<a@nosuch.example>\nRSET\nQUIT\n";
        ToolRun run = await ToolRun.RunWithInputAsync(dialog, "session", "@forpsi", "--quiet");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            S: 220 smtp.example ESMTP ready
            S: 250 smtp.example
            S: 535 5.1.0 {id} authentication failed
            S: 235 2.7.0 Authentication successful
            S: 250 2.1.0 OK
            S: 250 2.1.5 OK
            S: 550 5.1.1 {id} invalid destination domain <a@nosuch.example>
            S: 250 2.0.0 OK
            S: 221 2.0.0 Bye
            """.ReplaceLineEndings("\n"),
            string.Join('\n', WithoutIds(run.Output).Split('\n').Where(static line => line.StartsWith("S: ", StringComparison.Ordinal))));
        Assert.DoesNotContain("outcome", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH jan@domena.cz secret")]
    [InlineData("AUTH PLAIN AGphbkBkb21lbmEuY3oAc2VjcmV0")]
    [InlineData("AUTH PLAIN\nAGphbkBkb21lbmEuY3oAc2VjcmV0")]
    [InlineData("auth login amFuQGRvbWVuYS5jeg==\nc2VjcmV0")]
    [InlineData("AUTH LOGIN\namFuQGRvbWVuYS5jeg==\nc2VjcmV0")]
    public async Task Session_Auth_WorksInEachForm_AndHidesThePassword(string auth)
    {
        ToolRun run = await ToolRun.RunWithInputAsync($":account jan@domena.cz secret\n:connect 198.51.100.7 tls\nEHLO me\n{auth}\n", "session", "@forpsi", "-q");
        Assert.Contains("S: 235 2.7.0 Authentication successful\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AUTH LOGIN\n*", "501 5.7.0 Authentication cancelled")]
    [InlineData("AUTH PLAIN !!!!", "501 5.5.2 Bad base64 or bad credentials format")]
    [InlineData("AUTH PLAIN\nAGphbg==", "501 5.5.2 Bad base64 or bad credentials format")]
    [InlineData("AUTH eve@domena.cz x", "535 5.1.0 {id} authentication rejected")]
    [InlineData("AUTH off@domena.cz x", "535 5.1.0 {id} authentication rejected access disabled")]
    [InlineData("MAIL FROM:<a@b", "501 5.1.7 Bad sender address")]
    [InlineData("MAIL FROM:<a@domena.cz> FOO=1", "555 5.5.4 Unknown parameter")]
    [InlineData("RCPT TO:<a@b.example>", "503 5.5.1 Say MAIL first")]
    [InlineData("DATA", "503 5.5.1 Say MAIL first")]
    [InlineData("MIAL FROM:<a@domena.cz>", "500 5.5.1 Command unrecognized")]
    public async Task Session_WhatTheProtocolRefuses_IsRefusedAsAHostDoes(string line, string reply)
    {
        string dialog = $":account off@domena.cz x disabled\n:connect 198.51.100.7 tls\nEHLO me\n{line}\n";
        ToolRun run = await ToolRun.RunWithInputAsync(dialog, "session", "@forpsi", "-q");
        Assert.Equal($"S: {reply}", WithoutIds(run.Output).Split('\n').Last(static last => last.StartsWith("S: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Session_WithoutTls_RefusesCredentials_UntilAllowed()
    {
        ToolRun run = await ToolRun.RunWithInputAsync(":demo\nEHLO me\nAUTH jan@domena.cz secret\n:cleartext allowed\nAUTH jan@domena.cz secret\n", "session", "@forpsi", "-q");
        Assert.Contains("S: 538 5.7.11 {id} encryption required\n", WithoutIds(run.Output), StringComparison.Ordinal);
        Assert.EndsWith("S: 235 2.7.0 Authentication successful\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(":connect 198.51.100.7\nS: 220 ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(":country 198.51.100.7 CN", "550 5.1.0 <jan@domena.cz> sender rejected GeoIP domena.cz:198.51.100.7:CN")]
    [InlineData(":country 198.51.100.0/24 cz", "250 2.1.0 OK")]
    [InlineData(":country unavailable", "250 2.1.0 OK")]
    [InlineData(":dns domena.cz nxdomain", "550 5.1.0 {id} invalid domain")]
    [InlineData(":dns domena.cz mx .", "550 5.1.0 {id} invalid domain")]
    [InlineData(":dns domena.cz a 192.0.2.1 aaaa 2001:db8::1", "250 2.1.0 OK")]
    [InlineData(":dns domena.cz timeout", "451 4.4.3 {id} cannot look up domena.cz now, try again later")]
    public async Task Session_Facts_ChangeWhatThePolicySees(string fact, string reply)
    {
        string dialog = $":demo\n:connect 198.51.100.7 tls\nEHLO me\nAUTH jan@domena.cz secret\n{fact}\n:connect 198.51.100.7 tls\nEHLO me\nAUTH jan@domena.cz secret\nMAIL FROM:<jan@domena.cz>\n";
        ToolRun run = await ToolRun.RunWithInputAsync(dialog, "session", "@forpsi", "-q");
        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith($"S: {reply}\n", WithoutIds(run.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_AListedClient_IsRefusedAndClosed()
    {
        ToolRun run = await ToolRun.RunWithInputAsync(":blocklist sbl.spamhaus.org 198.51.100.7 127.0.0.2\n:connect 198.51.100.7\nEHLO me\n", "session", "@forpsi", "-q");
        Assert.Contains("S: 554 5.7.1 {id} 198.51.100.7 is listed by Spamhaus SBL, see https://www.spamhaus.org/sbl/\n   (connection closed)\n", WithoutIds(run.Output), StringComparison.Ordinal);
        Assert.Contains("The connection is closed", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Theory]
    [InlineData(":conect 198.51.100.7", "':conect' is no command. Did you mean ':connect'?")]
    [InlineData(":connect nowhere", "Say :connect with an address")]
    [InlineData(":after soon", "Say :after with a span of time")]
    [InlineData(":account jan", "Say :account with a login and a password")]
    [InlineData(":account jan@domena.cz x sender", "'sender' says nothing of an account")]
    [InlineData(":dns example.org", "Say :dns NAME")]
    [InlineData(":dns example.org a nowhere", "'nowhere' is no address for 'a'")]
    [InlineData(":country 198.51.100.7 Czechia", "Say :country with an address")]
    [InlineData(":blocklist sbl.spamhaus.org nobody 127.0.0.2", "'nobody' is no address")]
    [InlineData(":tls", "There is no connection")]
    public async Task Session_AWrongFact_IsTold_AndFailsThePipe(string fact, string problem)
    {
        ToolRun run = await ToolRun.RunWithInputAsync($"{fact}\n", "session", "@forpsi");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"   wrong: {problem}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_WithGiven_BeginsWithTheWorldOfACase()
    {
        string dialog = ":connect 198.51.100.7 tls\nEHLO me\nAUTH jan@domena.cz secret\n:after 1s\n";
        ToolRun run = await ToolRun.RunWithInputAsync(dialog, "session", Repository.Forpsi, "-q", "--given", Repository.Case("message-rate/250-in-a-minute"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("S: 235 ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("It is 2026-01-01T10:00:01Z now.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_WithAWrongGiven_TellsItsErrors()
    {
        using var policy = new PolicyFolder();
        string file = policy.Write("given.yaml", "given: { nwo: 1 }");
        ToolRun wrong = await ToolRun.RunAsync("session", policy.Path, "--given", file);
        Assert.Equal((1, ""), (wrong.ExitCode, wrong.Output));
        Assert.Contains("'nwo' is not a word of given.", wrong.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await ToolRun.RunAsync("session", policy.Path, "--given", file + ".missing")).ExitCode);
    }

    [Fact]
    public async Task Session_WithJson_GivesAnObjectALine()
    {
        using var policy = new PolicyFolder();
        string dialog = "EHLO me\nMAIL FROM:<jan@domena.cz>\nRCPT TO:<a@example.org>\nDATA\nhello\n.\n:nonsense\n";
        ToolRun run = await ToolRun.RunWithInputAsync(dialog, "session", policy.Path, "--json");
        Assert.Equal(1, run.ExitCode);
        IReadOnlyList<JsonElement> lines = run.JsonLines();
        Assert.Equal(
            [":connect 198.51.100.7", "EHLO me", "MAIL FROM:<jan@domena.cz>", "RCPT TO:<a@example.org>", "DATA", ".", ":nonsense"],
            lines.Select(static line => line.GetProperty("said").GetString()));
        JsonElement mail = lines[2];
        Assert.Equal("250 2.1.0 OK", mail.GetProperty("reply").GetString());
        Assert.Equal("accept", mail.GetProperty("verdict").GetString());
        Assert.Equal("2026-01-01T10:00:00.000Z", mail.GetProperty("at").GetString());
        Assert.Equal(22, mail.GetProperty("id").GetString()!.Length);
        JsonElement limit = mail.GetProperty("rules")[1];
        Assert.Equal(("few-messages", "mail", "passed"), (limit.GetProperty("rule").GetString(), limit.GetProperty("stage").GetString(), limit.GetProperty("outcome").GetString()));
        JsonElement counter = Assert.Single(limit.GetProperty("counters").EnumerateArray());
        Assert.Equal((2, 1, 1), (counter.GetProperty("atMost").GetInt32(), counter.GetProperty("used").GetInt32(), counter.GetProperty("left").GetInt32()));
        Assert.StartsWith("':nonsense' is no command.", lines[^1].GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_HostileText_DoesNotReachTheTerminal()
    {
        ToolRun run = await ToolRun.RunWithInputAsync("EHLO \u001b[2J\u202e\nMAIL FROM:<\u0007@x>\n", "session", "@forpsi");
        Assert.DoesNotContain(run.Output, static c => c is '\u001b' or '\u0007' or '\u202e');
    }

    [Fact]
    public async Task Session_AnEndlessLine_IsBounded()
    {
        ToolRun run = await ToolRun.RunWithInputAsync("EHLO " + new string('x', 1_000_000) + "\nQUIT\n", "session", "@forpsi", "-q");
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Output.Length < 100_000);
        Assert.EndsWith("S: 221 2.0.0 Bye\n   (connection closed)\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_ThatIsInterrupted_EndsWith130()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var silent = new SilentReader(cancellation.Cancel);
        ToolRun run = await ToolRun.RunAsync(silent, cancellation.Token, "session", "@forpsi");
        Assert.Equal(130, run.ExitCode);
    }

    private static string WithoutIds(string text) => Id().Replace(text, "{id}");

    [GeneratedRegex(@"\b0[0-9A-Za-z]{21}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Id();

    /// <summary>Somebody who types nothing; the interruption comes while it is waited for.</summary>
    private sealed class SilentReader(Action interrupt) : TextReader
    {
        private readonly ManualResetEventSlim _end = new();

        public override int Read()
        {
            interrupt();
            _end.Wait(TestContext.Current.CancellationToken);
            return -1;
        }

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }
}
