using System.Globalization;
using System.Net;

namespace E2E.Tests.Clients;

/// <summary>One message that a client is to send, arranged so that the daemon says what the test wants.</summary>
internal sealed class Attempt : IDisposable
{
    public const string RefusedWords = "554 5.7.1 Content rejected";
    public const string DeferredWords = "451 4.3.0 Come again later";

    private readonly MailSystem _system;
    private readonly DaemonProcess _daemon;

    public Attempt(MailSystem system, string client, Outcome outcome = Outcome.Sent, bool isImplicit = false, DaemonProcess? daemon = null)
    {
        _system = system;
        _daemon = daemon ?? system.Daemon;
        Outcome = outcome;
        IsImplicit = isImplicit;
        Message = new SampleMessage(client, outcome switch { Outcome.Refused => "nosuch.example", Outcome.Deferred => "broken.example", _ => "friend.example" });
        if (outcome == Outcome.RefusedAtTheEnd) system.Sink.AnswerEnd(Message.Recipient, RefusedWords);
        if (outcome == Outcome.DeferredAtTheEnd) system.Sink.AnswerEnd(Message.Recipient, DeferredWords);
        Password = outcome == Outcome.WrongPassword ? "Not-the-Password-of-Jan!" : TestAccount.Jan.Password;
        Secrets.Add(Login, Password);
    }

    public Outcome Outcome { get; }

    public bool IsImplicit { get; }

    public SampleMessage Message { get; }

    public string Login { get; } = TestAccount.Jan.Login;

    public string Password { get; }

    /// <summary>Where the client connects from, if it can be told.</summary>
    public string Source { get; } = Loopback.Next().ToString();

    public string Port => EndPoint.Port.ToString(CultureInfo.InvariantCulture);

    public IPEndPoint EndPoint => IsImplicit ? _daemon.Submissions : _daemon.Submission;

    public string Certificate => _daemon.Files.Certificate;

    /// <summary>The beginning of the daemon's reply that decides.</summary>
    public string Words => Outcome switch
    {
        Outcome.Refused => "550 5.1.1 ",
        Outcome.Deferred => "451 4.4.3 ",
        Outcome.RefusedAtTheEnd => RefusedWords,
        Outcome.DeferredAtTheEnd => DeferredWords,
        Outcome.WrongPassword => "535 5.1.0 ",
        _ => "250 2.0.0 ",
    };

    public int Code => int.Parse(Words.AsSpan(0, 3), CultureInfo.InvariantCulture);

    /// <summary>What has arrived at the next hop.</summary>
    public SinkMessage[] Arrived => _system.Sink.To(Message.Recipient);

    public void Dispose() => Message.Dispose();
}
