using Grpc.Core;

namespace Submission.Grpc.Tests;

/// <summary>What callers get wrong, and what mail clients say that nobody can read.</summary>
public sealed class SessionErrorTests
{
    private static readonly Dictionary<string, Wire.SessionRequest> Wrong = new(StringComparer.Ordinal)
    {
        ["fact: it is required"] = new Wire.SessionRequest(),
        ["connect.client_address: it is required"] = new Wire.SessionRequest { Connect = new Wire.Connect() },
        ["connect.client_address: it must be an IPv4 or IPv6 address without a port"] = SessionTalk.Connect("1.2.3"),
        ["helo.name: it is required"] = new Wire.SessionRequest { Helo = new Wire.Helo() },
        ["helo.name: it has more than 512 octets"] = SessionTalk.Helo(new string('x', 513)),
        ["authentication.outcome: it is required"] = new Wire.SessionRequest { Authentication = new Wire.Authentication { Login = "a@b.example" } },
        ["authentication.outcome: there is no outcome 77"] = new Wire.SessionRequest { Authentication = new Wire.Authentication { Outcome = (Wire.AuthenticationOutcome)77, Login = "a" } },
        ["authentication.login: it is required"] = SessionTalk.LoggedIn(""),
        ["authentication.account: only a success has an account"] = new Wire.SessionRequest
        {
            Authentication = new Wire.Authentication { Outcome = Wire.AuthenticationOutcome.Disabled, Account = new Wire.Account { Login = "a@b.example" } },
        },
        ["authentication.account.login: it is required"] = new Wire.SessionRequest
        {
            Authentication = new Wire.Authentication { Outcome = Wire.AuthenticationOutcome.Succeeded, Account = new Wire.Account() },
        },
        ["authentication.account.alias_domains[1]: it is no domain name"] = new Wire.SessionRequest
        {
            Authentication = new Wire.Authentication
            {
                Outcome = Wire.AuthenticationOutcome.Succeeded,
                Account = new Wire.Account { Login = "a@b.example", AliasDomains = { "c.example", "d..example" } },
            },
        },
        ["mail.reverse_path: it is required"] = new Wire.SessionRequest { Mail = new Wire.Mail() },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> WrongFacts => [.. Wrong.Keys];

    public static TheoryData<string, string> OutOfOrder => new()
    {
        { "helo", "helo: connect comes first" },
        { "quit", "quit: connect comes first" },
        { "data", "message_data: connect comes first" },
        { "connect connect", "connect: a session is under way, and ends with quit" },
        { "connect rcpt", "rcpt: mail comes first" },
        { "connect message", "message: mail comes first" },
        { "connect commit", "commit: an accepted message comes first" },
        { "connect login mail mail", "mail: a transaction is under way, and ends with commit or reset" },
        { "connect login mail helo", "helo: a transaction is under way, and ends with commit or reset" },
        { "connect login mail login", "authentication: a transaction is under way, and ends with commit or reset" },
        { "connect login mail tls", "tls_started: a transaction is under way, and ends with commit or reset" },
        { "connect login mail message", "message: rcpt comes first" },
        { "connect login mail data", "message_data: rcpt comes first" },
        { "connect login mail withdraw", "withdraw_recipient: an accepted rcpt comes first" },
        { "connect login mail rcpt commit", "commit: an accepted message comes first" },
        { "connect login mail rcpt message rcpt", "rcpt: mail comes first" },
        { "connect login mail rcpt message message", "message: the message has been judged" },
    };

    [Theory]
    [MemberData(nameof(WrongFacts))]
    public async Task Session_FieldAbsentOrWrong_EndsWithItsName(string error)
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        Wire.SessionRequest request = Wrong[error];
        if (request.FactCase != Wire.SessionRequest.FactOneofCase.Connect) await talk.AskAsync(SessionTalk.Connect());

        await talk.TellLastAsync(request.Clone());

        Assert.Equal(new Status(StatusCode.InvalidArgument, error), await talk.EndAsync());
    }

    [Theory]
    [MemberData(nameof(OutOfOrder))]
    public async Task Session_FactOutOfOrder_EndsAndSaysWhatIsMissing(string facts, string error)
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        string[] words = facts.Split(' ');
        foreach (string fact in words[..^1]) Assert.Equal(Wire.VerdictKind.Accept, (await talk.AskAsync(Fact(fact))).Verdict.Kind);

        await talk.TellLastAsync(Fact(words[^1]));

        Assert.Equal(new Status(StatusCode.FailedPrecondition, error), await talk.EndAsync());
        for (int i = 0; i < 400 && !(await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token)).IsEmpty; i++) await Task.Delay(10, Token);
        Assert.Empty(await host.Engine.Usage.ReadAsync(SessionTalk.Login, Token));
    }

    [Fact]
    public async Task Session_AddressThatIsNoMailbox_IsRefusedAndTheSessionGoesOn()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();

        Assert.Equal("501 5.1.7 Bad sender address", (await talk.AskAsync(SessionTalk.Mail("<>@"))).Verdict.Reply.Line);
        await talk.AskAsync(SessionTalk.Mail());
        Wire.SessionResponse recipient = await talk.AskAsync(SessionTalk.Rcpt("a b@example.net"));
        Assert.Equal("501 5.1.3 Bad recipient address", recipient.Verdict.Reply.Line);
        Assert.Equal("", recipient.Verdict.Rule);
        Assert.Equal(Wire.VerdictKind.Accept, (await talk.AskAsync(SessionTalk.Rcpt())).Verdict.Kind);
    }

    [Fact]
    public async Task Session_SizeThatContradictsTheOctets_EndsWithItsName()
    {
        await using TestHost host = await TestHost.StartAsync();
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        await talk.AskAsync(SessionTalk.Rcpt());
        Wire.SessionRequest message = SessionTalk.Message("abc");
        message.Message.Size = 4;

        await talk.TellLastAsync(message);

        Assert.Equal("message.size: it is 4, and there are 3 octets", (await talk.EndAsync()).Detail);
    }

    [Fact]
    public async Task Session_MessageLargerThanTheService_IsRefusedWithoutMemory()
    {
        await using TestHost host = await TestHost.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:Grpc:MessageSize"] = "100000" });
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();
        await talk.AskAsync(SessionTalk.Mail());
        await talk.AskAsync(SessionTalk.Rcpt());
        var piece = Google.Protobuf.ByteString.CopyFrom(new byte[60_000]);
        for (int i = 0; i < 50; i++) await talk.TellAsync(new Wire.SessionRequest { MessageData = new Wire.MessageData { Octets = piece } });

        Wire.SessionResponse response = await talk.AskAsync(new Wire.SessionRequest { Message = new Wire.Message() });

        Assert.Equal("552 5.3.4 Message too big", response.Verdict.Reply.Line);
        Assert.Equal(Wire.VerdictKind.Accept, (await talk.AskAsync(SessionTalk.Mail())).Verdict.Kind);
    }

    [Fact]
    public async Task Session_SingleRequestAboveTheBound_IsExhaustion()
    {
        await using TestHost host = await TestHost.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:Grpc:RequestSize"] = "65536" });
        using SessionTalk talk = SessionTalk.Begin(host.Client(), Token);
        await talk.LogInAsync();

        await talk.TellLastAsync(SessionTalk.Message(new string('x', 70_000)));

        Assert.Equal(StatusCode.ResourceExhausted, (await talk.EndAsync()).StatusCode);
    }

    private static Wire.SessionRequest Fact(string word) => word switch
    {
        "connect" => SessionTalk.Connect(),
        "helo" => SessionTalk.Helo(),
        "tls" => SessionTalk.Tls(),
        "login" => SessionTalk.LoggedIn(),
        "mail" => SessionTalk.Mail(),
        "rcpt" => SessionTalk.Rcpt(),
        "data" => new Wire.SessionRequest { MessageData = new Wire.MessageData { Octets = Google.Protobuf.ByteString.CopyFromUtf8("x") } },
        "message" => SessionTalk.Message(),
        "withdraw" => SessionTalk.Withdraw(),
        "commit" => SessionTalk.Commit(),
        _ => SessionTalk.Quit(),
    };
}
