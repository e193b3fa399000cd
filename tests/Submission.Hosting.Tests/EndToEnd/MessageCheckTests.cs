using System.Net;
using System.Net.Sockets;
using System.Text;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>The rules that look into messages, behind a whole host.</summary>
public sealed class MessageCheckTests : NextHopScenario
{
    private const string SpamAbove10 =
        """
        policy: test
        language: 1
        about: Spam with a high score is refused.
        rules: [spam]
        ---
        rule: spam
        about: Spam.
        stage: message
        refuse-if: spam.score > 10
        reply: 550 5.1.0 {id} spam detected
        """;

    private const string NoVirus =
        """
        policy: test
        language: 1
        about: No virus.
        rules: [virus]
        ---
        rule: virus
        about: No virus.
        stage: message
        virus: found
        reply: 550 5.1.0 {id} virus detected
        on-error: defer 451 4.7.1 {id} cannot scan now, try again later
        """;

    private static readonly SpamScan Spam = new(IsSpam: true, 7.5) { RequiredScore = 6, Tests = ["GTUBE", "BAYES_99", "R\r\nX-Evil: 1"] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_JudgedSpamAndAccepted_IsMarkedBehindTheTraceField()
    {
        var scanners = new ScriptedScanners { Spam = static (_, _) => Task.FromResult(LookupResult<SpamScan>.Found(Spam)) };
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, SpamAbove10, scanners: scanners);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend, "Subject: x\r\n\r\nHello\r\n"), StringComparison.Ordinal);

        string text = Encoding.ASCII.GetString(Assert.Single(Hop.Messages).Data);
        Assert.Matches("^Received: [^\r]+\r\n\t[^\r]+\r\n\t[^\r]+\r\nX-Spam-Flag: YES\r\nX-Spam-Status: Yes, score=7\\.5 required=6\\.0\r\n\ttests=GTUBE,BAYES_99,R__X-Evil__1\r\nSubject: x\r\n", text);
    }

    [Fact]
    public async Task Message_NoSpam_CarriesNoMark()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, SpamAbove10);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);

        Assert.DoesNotContain("X-Spam", Encoding.ASCII.GetString(Assert.Single(Hop.Messages).Data), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300_000)]
    public async Task Message_ForTheScanners_IsTheOneThatWasSentWithWhoSentIt(int size)
    {
        string message = "Subject: x\r\n\r\n" + string.Concat(Enumerable.Repeat("0123456\r\n", size / 9));
        (string Text, string? Account, string Helo, string Recipients) seen = default;
        var scanners = new ScriptedScanners
        {
            Spam = async (request, token) =>
            {
                using var reader = new StreamReader(request.Content.OpenRead(), Encoding.ASCII);
                seen = (await reader.ReadToEndAsync(token), request.Account, request.HeloName, string.Join(',', request.Recipients));
                return LookupResult<SpamScan>.Found(new SpamScan(IsSpam: false, 0));
            },
        };
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, SpamAbove10, scanners: scanners);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend, message), StringComparison.Ordinal);

        Assert.Equal((message, TestServer.Login, "client.example", Friend), seen);
    }

    [Fact]
    public async Task Message_ClientGoneDuringTheScan_EndsTheScanAndIsNotHandedOver()
    {
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var scanners = new ScriptedScanners
        {
            Virus = async (_, token) =>
            {
                started.SetResult();
                await using CancellationTokenRegistration registration = token.Register(ended.SetResult);
                await ended.Task;
                token.ThrowIfCancellationRequested();
                return LookupResult<string>.Absent("clean");
            },
        };
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, NoVirus, scanners: scanners);
        using (SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls))
        {
            await talk.SayAsync($"MAIL FROM:<{TestServer.Login}>");
            await talk.SayAsync($"RCPT TO:<{Friend}>");
            await talk.SayAsync("DATA");
            await talk.WriteAsync("\r\nHello\r\n.\r\n");
            await started.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await server.StopAsync();
        Assert.Empty(Hop.Messages);
    }

    [Fact]
    public async Task Message_ScannerThatSaysNothing_IsDeferredInTimeAndTheSessionLives()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using TestServer server = await TestServer.StartAsync(
            Hop.EndPoint, NoVirus, options => (options.Scanners.Clamd, options.Scanners.Timeout) = (silent.LocalEndpoint.ToString(), TimeSpan.FromMilliseconds(300)));
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        string reply = await talk.SendAsync(TestServer.Login, Friend);
        string again = await talk.SayAsync("NOOP");

        Assert.Equal("451 4.7.1 # cannot scan now, try again later", WithoutId(reply));
        Assert.StartsWith("250 ", again, StringComparison.Ordinal);
        Assert.Empty(Hop.Messages);
        for (int i = 0; i < 2000 && !server.Log.Any(IsTold); i++) await Task.Delay(10, Token);
        Assert.Contains(server.Log, IsTold);

        static bool IsTold(string line) => line.Contains("The virus scanner does not answer: ", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_ScannerThatThrows_IsRefusedForNowAndTheSessionLives()
    {
        var scanners = new ScriptedScanners { Virus = static (_, _) => throw new InvalidOperationException("a bug") };
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, NoVirus, scanners: scanners);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.StartsWith("451 ", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
        Assert.StartsWith("250 ", await talk.SayAsync("NOOP"), StringComparison.Ordinal);
        Assert.Empty(Hop.Messages);
    }

    [Fact]
    public async Task Start_RuleThatNeedsAScannerThatThereIsNot_NamesRuleAndKeys()
    {
        PolicyException exception = await Assert.ThrowsAsync<PolicyException>(() => TestServer.StartAsync(Hop.EndPoint, NoVirus, withScanners: false));

        Assert.Contains(
            "The rule 'virus' needs a virus scanner. Set Submission:Scanners:Clamd, or leave the rule out: Submission:WithoutRules:0=virus.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RuleToLeaveOutThatThereIsNot_NamesTheKey()
    {
        PolicyException exception = await Assert.ThrowsAsync<PolicyException>(
            () => TestServer.StartAsync(Hop.EndPoint, NoVirus, static options => options.WithoutRules.Add("viruss"), withScanners: false));

        Assert.Contains("Submission:WithoutRules: There is no rule 'viruss' to leave out.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_RuleLeftOut_IsNotAsked()
    {
        await using TestServer server = await TestServer.StartAsync(Hop.EndPoint, NoVirus, static options => options.WithoutRules.Add("virus"), withScanners: false);
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        Assert.StartsWith("250 2.0.0", await talk.SendAsync(TestServer.Login, Friend), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("by smtp.example with ESMTPS", "250 2.0.0 # accepted")]
    [InlineData("by mx.trusted.example with ESMTPS", "250 2.0.0 # accepted")]
    [InlineData("by web.foreign.example with HTTP", "250 2.0.0 # accepted")]
    [InlineData("by mx.foreign.example with ESMTPS", "550 5.1.0 # relaying denied")]
    public async Task Message_ThatCameThroughAnotherServer_IsRefusedUnlessThatIsTrusted(string hop, string expected)
    {
        await using TestServer server = await TestServer.StartAsync(
            Hop.EndPoint,
            """
            policy: test
            language: 1
            about: No relayed mail.
            rules: [relayed]
            ---
            rule: relayed
            about: No relayed mail.
            stage: message
            relayed: {}
            reply: 550 5.1.0 {id} relaying denied
            """,
            static options => options.TrustedRelays.Add("mx.trusted.example"));
        using SmtpTalk talk = await SmtpTalk.LogInAsync(server.StartTls);

        string reply = await talk.SendAsync(
            TestServer.Login, Friend, $"Received: from a.example (a.example [192.0.2.1])\r\n\t{hop} id 1;\r\n\tWed, 25 Nov 2026 03:00:00 +0000\r\nSubject: x\r\n\r\nHello\r\n");

        Assert.Equal(expected, WithoutId(reply + " ").TrimEnd());
    }
}
