using Grpc.Core;

namespace Submission.Grpc.Tests;

/// <summary>The stream of facts and verdicts.</summary>
public sealed class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_WholeMessage_IsAcceptedAndCharged()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();

        Wire.SessionResponse mail = await talk.AskAsync(SessionTalk.Mail());
        Wire.SessionResponse rcpt = await talk.AskAsync(SessionTalk.Rcpt());
        Wire.SessionResponse message = await talk.AskAsync(SessionTalk.Message());
        Wire.SessionResponse commit = await talk.AskAsync(SessionTalk.Commit());

        Assert.Equal([Wire.Stage.Mail, Wire.Stage.Rcpt, Wire.Stage.Message, Wire.Stage.Unspecified], new[] { mail, rcpt, message, commit }.Select(static response => response.Stage));
        Assert.All(new[] { mail, rcpt, message, commit }, static response => Assert.Equal(Wire.VerdictKind.Accept, response.Verdict.Kind));
        Assert.Single(new[] { mail, rcpt, message, commit }.Select(static response => response.TransactionId).Distinct(StringComparer.Ordinal));
        Assert.True(commit.HasCharged && commit.Charged);
        Assert.Equal(1, await UsedAsync(host));
    }

    [Fact]
    public async Task Session_OverUnixSocket_IsTheSame()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.UnixClient(), Token);
        await talk.LogInAsync();

        Assert.Equal("no-such-recipient", (await RefusedRecipientAsync(talk)).Rule);
    }

    [Fact]
    public async Task Session_Refusal_TellsRuleReplyAndReason()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();

        Wire.SessionResponse response = await talk.AskAsync(SessionTalk.Mail("eva@elsewhere.example"));

        Assert.Equal(Wire.VerdictKind.Refuse, response.Verdict.Kind);
        Assert.Equal("own-sender", response.Verdict.Rule);
        Assert.Equal(550u, response.Verdict.Reply.Code);
        Assert.Equal("5.1.0", response.Verdict.Reply.EnhancedStatus);
        Assert.Equal($"{response.TransactionId} eva@elsewhere.example is not yours", response.Verdict.Reply.Text);
        Assert.Equal($"550 5.1.0 {response.TransactionId} eva@elsewhere.example is not yours", response.Verdict.Reply.Line);
    }

    [Fact]
    public async Task Session_ManyFactsInFlight_AreAnsweredInOrder()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.TellAsync(SessionTalk.Connect());
        await talk.TellAsync(SessionTalk.LoggedIn());
        await talk.TellAsync(SessionTalk.Mail());
        for (int i = 0; i < 500; i++) await talk.TellAsync(SessionTalk.Rcpt(i % 2 == 0 ? $"a{i}@example.net" : $"a{i}@refused.example"));
        await talk.TellAsync(SessionTalk.Quit());
        await talk.Call.RequestStream.CompleteAsync();

        List<Wire.SessionResponse> responses = [];
        while (await talk.Call.ResponseStream.MoveNext()) responses.Add(talk.Call.ResponseStream.Current.Clone());

        Assert.Equal(Enumerable.Range(1, 504).Select(static number => (ulong)number), responses.Select(static response => response.CorrelationId));
        Assert.Equal(250, responses.Count(static response => response.Verdict.Rule == "no-such-recipient"));
    }

    [Fact]
    public async Task Session_FactsBehindARefusalThatWereInFlight_AreAnsweredAsAMailServerWould()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        Wire.SessionRequest[] pipelined =
            [SessionTalk.Mail("eva@elsewhere.example"), SessionTalk.Rcpt(), SessionTalk.Message(), SessionTalk.Commit(), SessionTalk.Mail(), SessionTalk.Rcpt("a@refused.example"), SessionTalk.Message(), SessionTalk.Mail()];
        foreach (Wire.SessionRequest request in pipelined) await talk.TellAsync(request);

        List<string> lines = [];
        for (int i = 0; i < pipelined.Length; i++) lines.Add((await talk.ReadAsync()).Verdict.Reply?.Line[..9] ?? "go on");

        Assert.Equal(["550 5.1.0", "503 5.5.1", "503 5.5.1", "503 5.5.1", "go on", "550 5.1.1", "503 5.5.1", "go on"], lines);
    }

    [Fact]
    public async Task Session_ClosingVerdict_AnswersEverythingUntilQuit()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);

        Wire.SessionResponse connect = await talk.AskAsync(SessionTalk.Connect("10.66.1.2"));
        Wire.SessionResponse helo = await talk.AskAsync(SessionTalk.Helo());
        Wire.SessionResponse quit = await talk.AskAsync(SessionTalk.Quit());
        Wire.SessionResponse next = await talk.AskAsync(SessionTalk.Connect("10.67.1.2"));

        Assert.Equal(Wire.VerdictKind.Close, connect.Verdict.Kind);
        Assert.Equal(connect.Verdict, helo.Verdict);
        Assert.Equal(Wire.VerdictKind.Accept, quit.Verdict.Kind);
        Assert.Equal(connect.TransactionId, quit.TransactionId);
        Assert.Equal(Wire.VerdictKind.Accept, next.Verdict.Kind);
        Assert.NotEqual(connect.TransactionId, next.TransactionId);
    }

    [Fact]
    public async Task Session_Logins_AreLookedUpOrTold()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.AskAsync(SessionTalk.Connect());

        Wire.SessionResponse unknown = await talk.AskAsync(SessionTalk.LoggedIn("no address"));
        Wire.SessionResponse wrong = await talk.AskAsync(SessionTalk.Failed());
        var account = new Wire.Account { Login = "Jan@Domena.cz", AliasDomains = { "domena.eu" } };
        Wire.SessionResponse told = await talk.AskAsync(new Wire.SessionRequest
        {
            Authentication = new Wire.Authentication { Outcome = Wire.AuthenticationOutcome.Succeeded, Account = account },
        });

        Assert.Equal(Wire.AuthenticationOutcome.UnknownUser, unknown.AuthenticationOutcome);
        Assert.EndsWith("unknown user no address", unknown.Verdict.Reply.Text, StringComparison.Ordinal);
        Assert.EndsWith("wrong password for jan@domena.cz", wrong.Verdict.Reply.Text, StringComparison.Ordinal);
        Assert.Equal(Wire.AuthenticationOutcome.Succeeded, told.AuthenticationOutcome);
        Assert.Equal(Wire.VerdictKind.Accept, (await talk.AskAsync(SessionTalk.Mail())).Verdict.Kind);
    }

    [Fact]
    public async Task Session_PolicyWithoutAnswerToFailures_StillRefusesThem()
    {
        const string Policy =
            """
            policy: test
            language: 1
            about: Nothing of authentication.
            rules: [nothing]
            ---
            rule: nothing
            about: Nothing.
            stage: mail
            refuse-if: sender.domain == "nowhere.example"
            reply: 550 5.1.0 {id} no
            """;
        await using TestHost host = await TestHost.StartAsync(policy: Policy);
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.AskAsync(SessionTalk.Connect());

        Wire.SessionResponse response = await talk.AskAsync(SessionTalk.Failed());

        Assert.Equal($"535 5.7.8 {response.TransactionId} authentication credentials invalid", response.Verdict.Reply.Line);
        Assert.Equal("", response.Verdict.Rule);
    }

    [Fact]
    public async Task Session_MessageInPieces_IsReadWhole()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        await talk.AskAsync(SessionTalk.Rcpt());
        byte[] message = System.Text.Encoding.ASCII.GetBytes($"Content-Type: application/octet-stream; name=a.exe\r\n\r\n{new string('x', 200_000)}\r\n");
        foreach (byte[] piece in message.Chunk(7000))
            await talk.TellAsync(new Wire.SessionRequest { MessageData = new Wire.MessageData { Octets = Google.Protobuf.ByteString.CopyFrom(piece) } });

        Wire.SessionResponse response = await talk.AskAsync(new Wire.SessionRequest { Message = new Wire.Message() });

        Assert.Equal("bad-attachment", response.Verdict.Rule);
    }

    [Fact]
    public async Task Session_StructureTold_IsJudgedWithoutOctets()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        await talk.AskAsync(SessionTalk.Rcpt());

        Wire.SessionResponse response = await talk.AskAsync(new Wire.SessionRequest
        {
            Message = new Wire.Message { Size = 100, Structure = new Wire.MessageStructure { AttachmentNames = { "invoice.EXE. " } } },
        });

        Assert.Equal("bad-attachment", response.Verdict.Rule);
    }

    [Fact]
    public async Task Session_NoOctetsAndNoStructure_IsAnsweredByOnError()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        await talk.AskAsync(SessionTalk.Rcpt());

        Wire.SessionResponse response = await talk.AskAsync(new Wire.SessionRequest { Message = new Wire.Message { Size = 100 } });

        Assert.Equal(Wire.VerdictKind.Defer, response.Verdict.Kind);
        Assert.EndsWith("cannot read it", response.Verdict.Reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_WithdrawnRecipient_CountsNoLonger()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        await talk.AskAsync(SessionTalk.Rcpt());
        await talk.AskAsync(SessionTalk.Withdraw());

        Assert.Equal("503 5.5.1 No valid recipients", (await talk.AskAsync(SessionTalk.Message())).Verdict.Reply.Line);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("quit")]
    [InlineData("complete")]
    [InlineData("cancel")]
    public async Task Session_EndWithoutCommit_GivesBackWhatWasReserved(string how)
    {
        await using TestHost host = await TestHost.StartAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using SessionTalk talk = SessionTalk.Begin(host.Client(), cancellation.Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        await talk.AskAsync(SessionTalk.Rcpt());
        await talk.AskAsync(SessionTalk.Message());
        Assert.Equal(1, await UsedAsync(host));

        if (how == "reset") await talk.AskAsync(SessionTalk.Reset());
        else if (how == "quit") await talk.AskAsync(SessionTalk.Quit());
        else if (how == "complete") await talk.Call.RequestStream.CompleteAsync();
        else await cancellation.CancelAsync();

        for (int i = 0; i < 400 && await UsedAsync(host) > 0; i++) await Task.Delay(10, Token);
        Assert.Equal(0, await UsedAsync(host));
    }

    private static async Task<Wire.Verdict> RefusedRecipientAsync(SessionTalk talk)
    {
        await talk.AskAsync(SessionTalk.Mail());
        return (await talk.AskAsync(SessionTalk.Rcpt("a@refused.example"))).Verdict;
    }

    private static async Task<long> UsedAsync(TestHost host) => (await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token)).Sum(static usage => usage.Used);
}
