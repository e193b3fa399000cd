using System.Globalization;
using System.Net;
using System.Text;
using Conformance.Messages;
using Conformance.Worlds;
using Submission.Policy.Decisions;
using Submission.Policy.Delivery;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Conformance.Smtp;

/// <summary>A client that speaks SMTP.</summary>
internal sealed class SmtpCaseSession(SmtpFrontHost host) : ICaseSession
{
    private const string ImplicitHelo = "client.example";

    // A NOOP behind a refusal shows that the connection lives; too many of them are an offence of their own.
    private const int MaximumProbes = 5;

    private readonly CaseWorld _world = host.World;
    private readonly List<EmailAddress> _recipients = [];
    private SmtpWire? _wire;
    private IPAddress _address = IPAddress.None;
    private AccountFacts? _account;
    private string _sender = "";
    private bool _startsTls;
    private bool _hasGreeted;
    private bool _hasMessage;
    private int _probes;

    public bool IsTraced { get; set; }

    public async ValueTask<StepOutcome> ConnectAsync(string address, bool isTls, CancellationToken cancellationToken)
    {
        await EndAsync();
        _address = IPAddress.Parse(address);
        (_startsTls, _hasGreeted, _hasMessage, _account, _probes) = (isTls, false, false, null, 0);
        host.Connections++;
        _world.Decisions.Take();
        _wire = await SmtpWire.ConnectAsync(host.EndPoint, _address, cancellationToken);
        string greeting = await _wire.ReadAsync(cancellationToken);
        if (host.AnswersConnectAtHelo && greeting.StartsWith('2')) greeting = await _wire.AskAsync($"EHLO {ImplicitHelo}", cancellationToken);
        DecisionRecord? record = _world.Decisions.Take();
        // Postfix greets whomever a milter refuses for good, and says so to what follows (as Sendmail does).
        if (greeting.StartsWith('2') && record is { Verdict.IsAccepted: false }) greeting = await _wire.AskAsync("STARTTLS", cancellationToken);
        return await JudgeAsync(PolicyStage.Connect, greeting, record, cancellationToken);
    }

    public async ValueTask<StepOutcome> HeloAsync(string name, CancellationToken cancellationToken)
    {
        if (_startsTls) await EncryptAsync(cancellationToken);
        StepOutcome outcome = await AskAsync(PolicyStage.Helo, $"EHLO {name}", cancellationToken);
        _hasGreeted = outcome.Text == CaseExpectation.Accept;
        return outcome;
    }

    public async ValueTask<StepOutcome> StartTlsAsync(CancellationToken cancellationToken)
    {
        await EncryptAsync(cancellationToken);
        return StepOutcome.None;
    }

    public async ValueTask<StepOutcome> AuthAsync(AuthStep step, string login, string password, CancellationToken cancellationToken)
    {
        await GreetAsync(cancellationToken);
        _world.Accounts.IsAvailable = step.Outcome is not AuthenticationOutcome.Unavailable;
        StepOutcome outcome = await AskAsync(PolicyStage.Auth, "AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{login}\0{password}")), cancellationToken);
        _world.Accounts.IsAvailable = true;
        if (outcome.Text == CaseExpectation.Accept) _account = _world.Authenticate(login, password).Account;
        return outcome;
    }

    public async ValueTask<StepOutcome> CancelAuthAsync(CancellationToken cancellationToken)
    {
        await GreetAsync(cancellationToken);
        await _wire!.AskAsync("AUTH PLAIN", cancellationToken);
        await _wire.AskAsync("*", cancellationToken);
        return StepOutcome.None;
    }

    public async ValueTask<StepOutcome> MailAsync(string from, long? size, CancellationToken cancellationToken)
    {
        await GreetAsync(cancellationToken);
        _sender = from;
        _recipients.Clear();
        string declared = size is null ? "" : string.Create(CultureInfo.InvariantCulture, $" SIZE={size}");
        StepOutcome outcome = await AskAsync(PolicyStage.Mail, $"MAIL FROM:<{from}>{declared}{(_world.NeedsUtf8 ? " SMTPUTF8" : "")}", cancellationToken);
        _hasMessage = outcome.Text == CaseExpectation.Accept;
        return outcome;
    }

    public async ValueTask<StepOutcome> RecipientAsync(string to, CancellationToken cancellationToken)
    {
        StepOutcome outcome = await AskAsync(PolicyStage.Rcpt, $"RCPT TO:<{to}>", cancellationToken);
        if (outcome.Text == CaseExpectation.Accept) _recipients.Add(EmailAddress.Parse(to));
        return outcome;
    }

    public async ValueTask<StepOutcome> MessageAsync(CaseMessage message, CancellationToken cancellationToken)
    {
        _world.Expect(message);
        _hasMessage = false;
        if (host.Refuse(!message.IsHandedOver) is { } why) return StepOutcome.EndOfCase(why);
        string ready = await _wire!.AskAsync("DATA", cancellationToken);
        if (!ready.StartsWith("354 ", StringComparison.Ordinal)) return StepOutcome.NotPossible(ready);
        await _wire.SendAsync(CaseMessageOctets.OnTheWire(message), cancellationToken);
        string reply = await _wire.ReadAsync(cancellationToken);
        // The policy takes it, the next hop does not: the client hears the latter, the case tells of the former.
        if (!message.IsHandedOver && host.IsRefusalBehind(reply)) reply = "250 2.0.0 judged";
        StepOutcome outcome = await JudgeAsync(PolicyStage.Message, reply, _world.Decisions.Take(), cancellationToken);
        if (message.IsHandedOver && outcome.Text == CaseExpectation.Accept) TakeDelivery(outcome.Id);
        return outcome;
    }

    public async ValueTask<StepOutcome> ResetAsync(CancellationToken cancellationToken)
    {
        bool isOthersBusiness = _hasMessage && host.Connections > 1;
        _hasMessage = false;
        await _wire!.AskAsync("RSET", cancellationToken);
        return isOthersBusiness && host.WhyResetIsLate is { } why ? StepOutcome.EndOfCase(why) : StepOutcome.None;
    }

    public async ValueTask EndAsync()
    {
        if (_wire is not { } wire) return;
        _wire = null;
        await wire.QuitAsync(CancellationToken.None);
        await wire.DisposeAsync();
        host.Connections--;
        await host.ForgetAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_wire is { } wire) await wire.DisposeAsync();
    }

    private async ValueTask GreetAsync(CancellationToken cancellationToken)
    {
        if (!_hasGreeted) await HeloAsync(ImplicitHelo, cancellationToken);
    }

    private async ValueTask EncryptAsync(CancellationToken cancellationToken)
    {
        (_startsTls, _hasGreeted) = (false, false);
        await _wire!.AskAsync($"EHLO {ImplicitHelo}", cancellationToken);
        // Where it is refused, what follows shows why.
        string reply = await _wire.AskAsync("STARTTLS", cancellationToken);
        if (reply.StartsWith("220 ", StringComparison.Ordinal)) await _wire.StartTlsAsync(cancellationToken);
    }

    private async ValueTask<StepOutcome> AskAsync(PolicyStage stage, string line, CancellationToken cancellationToken)
    {
        if (_wire is null) return StepOutcome.NotPossible("there is no connection");
        _world.Decisions.Take();
        string reply = await _wire.AskAsync(line, cancellationToken);
        return await JudgeAsync(stage, reply, _world.Decisions.Take(), cancellationToken);
    }

    private async ValueTask<StepOutcome> JudgeAsync(PolicyStage stage, string reply, DecisionRecord? record, CancellationToken cancellationToken)
    {
        if (reply.Length == 0) return StepOutcome.NotPossible("the server has closed the connection");
        var outcome = new StepOutcome(record?.Verdict, record?.Id ?? default, null) { Reply = CaseExpectation.Accept, IsClosed = false };
        if (reply[0] is not '2')
        {
            outcome = outcome with
            {
                Reply = record is null ? reply : reply.Replace(record.Id.ToString(), StepOutcome.IdField, StringComparison.Ordinal),
                IsClosed = await IsClosedAsync(record, cancellationToken),
            };
        }

        return await host.WeighAsync(stage, outcome, cancellationToken);
    }

    private async ValueTask<bool> IsClosedAsync(DecisionRecord? record, CancellationToken cancellationToken)
    {
        if (record?.Verdict.Kind != VerdictKind.Close && _probes++ >= MaximumProbes) return false;
        if ((await _wire!.AskAsync("NOOP", cancellationToken)).Length > 0) return false;
        await _wire.DisposeAsync();
        _wire = null;
        host.Connections--;
        return true;
    }

    private void TakeDelivery(TransactionId id) => _world.Delivery.Take(
        new DeliveryReport
        {
            MessageId = id.ToString(),
            Event = DeliveryEvent.Queued,
            AcceptedAt = _world.Clock.GetUtcNow(),
            Sender = _sender.Length == 0 ? EmailAddress.NullReversePath : EmailAddress.Parse(_sender),
            Client = new ClientFacts(_address),
            Account = _account,
        },
        [.. _recipients]);
}
