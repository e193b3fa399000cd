using Microsoft.Extensions.Logging;
using Submission.Grpc.Calls;
using Submission.Grpc.Mapping;
using Submission.Hosting.Sessions;

namespace Submission.Grpc.Sessions;

/// <summary>
/// The sessions of one stream: takes fact after fact, in order, and answers each. What follows a refusal because it was told before the refusal was known is answered as a mail server
/// answers it; what no caller that keeps to the order of the stages tells ends the stream. Not thread-safe.
/// </summary>
internal sealed partial class SessionDialog(PolicyServices services) : IAsyncDisposable
{
    private readonly MessageIntake _intake = new(services.Options.MessageSize, services.SpoolDirectory);
    private PolicySession? _session;
    private SessionLog _log = null!;
    private PolicyTransaction? _transaction;
    private EmailAddress? _sender;
    private DialogState _state;
    private Verdict? _closing;
    private string _sessionId = "";
    private string _transactionId = "";
    private bool _hasRefusedRecipient;

    /// <summary>Whether nothing would be lost if the stream ended now.</summary>
    public bool IsIdle => _state is DialogState.Idle or DialogState.Refused;

    /// <summary>Takes a fact.</summary>
    /// <param name="request">The fact.</param>
    /// <param name="response">The answer, to be filled; what it held before is replaced.</param>
    /// <param name="cancellationToken">Ends the judging.</param>
    /// <returns>Whether there is an answer.</returns>
    /// <exception cref="global::Grpc.Core.RpcException">A field is absent or wrong, or the fact is out of order.</exception>
    public async ValueTask<bool> TakeAsync(Wire.SessionRequest request, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        if (request.FactCase == Wire.SessionRequest.FactOneofCase.None) throw CallErrors.Absent("fact");
        response.CorrelationId = request.CorrelationId;
        response.Stage = Wire.Stage.Unspecified;
        response.AuthenticationOutcome = Wire.AuthenticationOutcome.Unspecified;
        response.Spam = null;
        response.ClearCharged();
        if (request.FactCase == Wire.SessionRequest.FactOneofCase.MessageData)
        {
            TakeData(request.MessageData);
            return false;
        }

        response.Verdict = VerdictMessages.Of(await JudgeAsync(request, response, cancellationToken));
        response.TransactionId = _transactionId.Length > 0 ? _transactionId : _sessionId;
        // What was accepted before the connection is to be closed is over with it.
        if (_closing is not null && _transaction is not null) await EndTransactionAsync(DialogState.Refused);
        if (IsIdle) _transactionId = "";
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _intake.Dispose();
        if (_session is null) return;
        await _session.DisposeAsync();
        _session = null;
    }

    private ValueTask<Verdict> JudgeAsync(Wire.SessionRequest request, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        if (request.FactCase == Wire.SessionRequest.FactOneofCase.Connect) return ConnectAsync(request.Connect, response, cancellationToken);
        if (_session is null) throw CallErrors.OutOfOrder(NameOf(request), "connect comes first");
        if (request.FactCase == Wire.SessionRequest.FactOneofCase.Quit) return QuitAsync();
        if (_closing is not null) return new(_closing);
        return request.FactCase switch
        {
            Wire.SessionRequest.FactOneofCase.Helo => HeloAsync(request.Helo, response, cancellationToken),
            Wire.SessionRequest.FactOneofCase.TlsStarted => TlsStarted(),
            Wire.SessionRequest.FactOneofCase.Authentication => AuthenticateAsync(request.Authentication, response, cancellationToken),
            Wire.SessionRequest.FactOneofCase.Mail => MailAsync(request.Mail, response, cancellationToken),
            Wire.SessionRequest.FactOneofCase.Rcpt => RecipientAsync(request.Rcpt, response, cancellationToken),
            Wire.SessionRequest.FactOneofCase.Message => MessageAsync(request.Message, response, cancellationToken),
            Wire.SessionRequest.FactOneofCase.WithdrawRecipient => WithdrawRecipient(),
            Wire.SessionRequest.FactOneofCase.Commit => CommitAsync(response),
            _ => ResetAsync(),
        };
    }

    private async ValueTask<Verdict> ConnectAsync(Wire.Connect connect, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        if (_session is not null) throw CallErrors.OutOfOrder("connect", "a session is under way, and ends with quit");
        _session = services.Engine.OpenSession(FactReader.Client(connect, "connect"));
        _sessionId = _session.Id.ToString();
        _log = new SessionLog(services.Logger, _session);
        response.Stage = Wire.Stage.Connect;
        Verdict verdict = await services.JudgeAsync(_session.ConnectAsync(cancellationToken), _session.Id, cancellationToken);
        _log.Verdict(PolicyStage.Connect, verdict);
        // Who is not let in can only go (RFC 5321, section 3.1).
        if (!verdict.IsAccepted) _closing = verdict;
        return verdict;
    }

    private async ValueTask<Verdict> HeloAsync(Wire.Helo helo, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        RefuseWithinTransaction("helo");
        string name = FactReader.HeloName(helo, "helo");
        response.Stage = Wire.Stage.Helo;
        Verdict verdict = await services.JudgeAsync(_session!.HeloAsync(name, cancellationToken), _session.Id, cancellationToken);
        _log.Verdict(PolicyStage.Helo, verdict);
        return Noticed(verdict);
    }

    private ValueTask<Verdict> TlsStarted()
    {
        RefuseWithinTransaction("tls_started");
        _session!.TlsStarted();
        return new(Verdict.Accept);
    }

    private async ValueTask<Verdict> AuthenticateAsync(Wire.Authentication authentication, Wire.SessionResponse response, CancellationToken cancellationToken)
    {
        RefuseWithinTransaction("authentication");
        response.Stage = Wire.Stage.Auth;
        (Verdict verdict, AuthenticationOutcome outcome) = await services.AuthenticateAsync(_session!, authentication, "authentication", cancellationToken);
        response.AuthenticationOutcome = VerdictMessages.Of(outcome);
        return Noticed(verdict);
    }

    private async ValueTask<Verdict> QuitAsync()
    {
        PolicySession session = _session!;
        await EndTransactionAsync(DialogState.Idle);
        _session = null;
        _closing = null;
        _transactionId = "";
        await session.DisposeAsync();
        return Verdict.Accept;
    }

    private void RefuseWithinTransaction(string fact)
    {
        if (_state is DialogState.Open or DialogState.Accepted) throw CallErrors.OutOfOrder(fact, "a transaction is under way, and ends with commit or reset");
        _state = DialogState.Idle;
    }

    private Verdict Noticed(Verdict verdict)
    {
        if (verdict.Kind == VerdictKind.Close) _closing = verdict;
        return verdict;
    }

    private static string NameOf(Wire.SessionRequest request) =>
        Wire.SessionRequest.Descriptor.Oneofs[0].Accessor.GetCaseFieldDescriptor(request)?.Name ?? "fact";

    [LoggerMessage(902, LogLevel.Error, "{Id} was taken over, but the counters did not answer: it is not charged")]
    private static partial void NotCharged(ILogger logger, TransactionId id);
}
