using System.Globalization;
using System.Net;
using Conformance.Worlds;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Conformance.PostfixPolicy;

/// <summary>A process of Postfix that serves one client after the other and asks the policy service in every state (<c>smtpd_delay_reject = no</c>).</summary>
internal sealed class PolicyCaseSession(PolicyCaseHost host) : ICaseSession
{
    private const string ImplicitHelo = "client.example";
    private const string OwnWords = "AUTH is answered by Postfix, in its own words";
    private const string NotTold = "a policy service is not told of RSET and QUIT; what a message has reserved is given back when the same process of Postfix asks again";
    private const string AskedTwice = "a MAIL after RSET looks like the MAIL before it, about which a second list of restrictions asks: it is not judged anew";
    private static int _lastNumber = 10_000;

    private readonly CaseWorld _world = host.World;
    private readonly int _process = Interlocked.Increment(ref _lastNumber);
    private readonly List<EmailAddress> _recipients = [];
    private PolicyWire? _wire;
    private PolicyQuestion? _client;
    private PolicyQuestion? _message;
    private AccountFacts? _account;
    private int _messages;

    public bool IsTraced { get; set; }

    public async ValueTask<StepOutcome> ConnectAsync(string address, bool isTls, CancellationToken cancellationToken)
    {
        await EndAsync();
        _wire ??= await PolicyWire.ConnectAsync(host.EndPoint, cancellationToken);
        _client = new PolicyQuestion { State = "CONNECT", ClientAddress = address, ClientPort = (Interlocked.Increment(ref _lastNumber) % 50_000) + 10_000 };
        (_account, _messages) = (null, 0);
        host.Clients++;
        StepOutcome outcome = await AskAsync(_client, cancellationToken);
        if (isTls && _client is not null) _client = _client with { IsTls = true };
        return outcome;
    }

    public async ValueTask<StepOutcome> HeloAsync(string name, CancellationToken cancellationToken)
    {
        if (_client is null) return StepOutcome.NotPossible("there is no connection");
        _message = null;
        StepOutcome outcome = await AskAsync(_client with { State = "EHLO", Helo = name }, cancellationToken);
        if (_client is not null && outcome.Text == CaseExpectation.Accept) _client = _client with { Helo = name };
        return outcome;
    }

    public ValueTask<StepOutcome> StartTlsAsync(CancellationToken cancellationToken)
    {
        if (_client is null) return new(StepOutcome.NotPossible("there is no connection"));
        _client = _client with { IsTls = true, Helo = "", Login = "" };
        return new(StepOutcome.None);
    }

    public async ValueTask<StepOutcome> AuthAsync(AuthStep step, string login, string password, CancellationToken cancellationToken)
    {
        if (await GreetAsync(cancellationToken) is { } refused) return refused;
        if (step.Outcome is not null || (!_client!.IsTls && !_world.AllowsCleartextAuth)) return StepOutcome.NotSeen(OwnWords);
        (AuthenticationOutcome outcome, AccountFacts? account) = _world.Authenticate(login, password);
        if (outcome != AuthenticationOutcome.Succeeded)
        {
            return await host.LogFailureAsync(_client.ClientAddress, login, cancellationToken)
                ? StepOutcome.NotSeen(OwnWords)
                : StepOutcome.NotPossible("the failed authentication was not counted");
        }

        _account = account;
        _client = _client with { Login = login };
        return new StepOutcome { Reply = CaseExpectation.Accept, IsClosed = false };
    }

    public ValueTask<StepOutcome> CancelAuthAsync(CancellationToken cancellationToken) => new(StepOutcome.None);

    public async ValueTask<StepOutcome> MailAsync(string from, long? size, CancellationToken cancellationToken)
    {
        if (await GreetAsync(cancellationToken) is { } refused) return refused;
        PolicyQuestion mail = _client! with { State = "MAIL", Sender = from, Size = size ?? 0 };
        StepOutcome outcome = await AskAsync(mail, cancellationToken);
        _recipients.Clear();
        _message = outcome.Text == CaseExpectation.Accept ? mail : null;
        return outcome.Text == CaseExpectation.Accept && outcome.Verdict is null ? StepOutcome.NotSeen(AskedTwice) : outcome;
    }

    public async ValueTask<StepOutcome> RecipientAsync(string to, CancellationToken cancellationToken)
    {
        if (_message is null) return StepOutcome.NotPossible("no sender has been accepted");
        if (_message.Instance.Length == 0)
        {
            long moment = _world.Clock.GetUtcNow().ToUnixTimeSeconds();
            _message = _message with { Instance = string.Create(CultureInfo.InvariantCulture, $"{_process:x}.{moment:x}.{_process:x}.{_messages++}") };
        }

        StepOutcome outcome = await AskAsync(_message with { State = "RCPT", Recipient = to }, cancellationToken);
        if (_message is null || outcome.Text != CaseExpectation.Accept) return outcome;
        _recipients.Add(EmailAddress.Parse(to));
        _message = _message with { Recipient = to, QueueId = string.Create(CultureInfo.InvariantCulture, $"{_process:X5}{_messages:X5}") };
        return outcome;
    }

    public async ValueTask<StepOutcome> MessageAsync(CaseMessage message, CancellationToken cancellationToken)
    {
        if (_message is not { } asked || _recipients.Count == 0) return StepOutcome.NotPossible("no recipient has been accepted");
        if (!message.IsHandedOver) return StepOutcome.EndOfCase("what becomes of a message after the end of its data is not told to a policy service");
        _message = null;
        asked = asked with { Recipient = _recipients.Count == 1 ? asked.Recipient : "", RecipientCount = _recipients.Count };
        StepOutcome data = await AskAsync(asked with { State = "DATA" }, cancellationToken);
        if (data.Text != CaseExpectation.Accept) return data;
        StepOutcome outcome = await AskAsync(asked with { State = "END-OF-MESSAGE", Size = message.Size }, cancellationToken);
        if (outcome.Text == CaseExpectation.Accept) TakeDelivery(outcome.Id, asked.Sender);
        return outcome;
    }

    // Postfix forgets the message, and nobody hears of it.
    public ValueTask<StepOutcome> ResetAsync(CancellationToken cancellationToken)
    {
        bool isOpen = _message is not null;
        _message = null;
        return new(isOpen && host.Clients > 1 ? StepOutcome.EndOfCase(NotTold) : StepOutcome.None);
    }

    public ValueTask EndAsync()
    {
        if (_client is not null) host.Clients--;
        (_client, _message) = (null, null);
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _wire?.Dispose();
        return default;
    }

    private async ValueTask<StepOutcome?> GreetAsync(CancellationToken cancellationToken)
    {
        if (_client is null) return StepOutcome.NotPossible("there is no connection");
        if (_client.Helo.Length > 0) return null;
        StepOutcome outcome = await HeloAsync(ImplicitHelo, cancellationToken);
        return outcome.Text == CaseExpectation.Accept ? null : outcome;
    }

    private async ValueTask<StepOutcome> AskAsync(PolicyQuestion question, CancellationToken cancellationToken)
    {
        _world.Decisions.Take();
        string action = await _wire!.AskAsync(question, cancellationToken);
        DecisionRecord? record = _world.Decisions.Take();
        var outcome = new StepOutcome(record?.Verdict, record?.Id ?? default, null) { Reply = CaseExpectation.Accept, IsClosed = false };
        if (action is "DUNNO" || action.StartsWith("PREPEND ", StringComparison.Ordinal)) return outcome;
        string reply = record is null ? action : action.Replace(record.Id.ToString(), StepOutcome.IdField, StringComparison.Ordinal);
        // The two codes at which Postfix closes, and no others (access(5)).
        bool closes = reply.StartsWith("421 ", StringComparison.Ordinal) || reply.StartsWith("521 ", StringComparison.Ordinal);
        if (closes) await EndAsync();
        outcome = outcome with { Reply = reply, IsClosed = closes };
        return closes && record?.Verdict.Reply is { } own && own.Code != 421 && StepOutcome.Render(record.Verdict, record.Id)[3..] == reply[3..]
            ? outcome with { Unsaid = "a refusal that closes the connection has the code 521 in place of the policy's: Postfix closes at no other" }
            : outcome;
    }

    private void TakeDelivery(TransactionId id, string sender) => _world.Delivery.Take(
        new DeliveryReport
        {
            MessageId = id.ToString(),
            Event = DeliveryEvent.Queued,
            AcceptedAt = _world.Clock.GetUtcNow(),
            Sender = sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(sender),
            Client = new ClientFacts(IPAddress.Parse(_client!.ClientAddress)),
            Account = _account,
        },
        [.. _recipients]);
}
