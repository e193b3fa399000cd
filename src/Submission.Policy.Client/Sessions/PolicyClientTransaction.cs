using Submission.Policy.Client.Mapping;
using Submission.Policy.Client.Sessions;
using Submission.Policy.Lookups;

namespace Submission.Policy.Client;

/// <summary>
/// One mail transaction: MAIL, RCPT, the message. What it would use up is reserved by the service while it is judged, charged by <see cref="CommitAsync"/>, and given back where it is
/// disposed without. Used by one caller at a time; not thread-safe.
/// </summary>
/// <remarks>
/// MAIL and the recipients may be told without waiting for the verdicts in between; a recipient after a refused MAIL is then refused too, by no rule. The tasks must all be awaited.
/// </remarks>
public sealed class PolicyClientTransaction : IAsyncDisposable
{
    private readonly PolicyClientSession _session;
    private readonly FactStream _stream;
    private bool _isTold;
    private bool _isOver;
    private bool _isCut;
    private bool _isDisposed;

    internal PolicyClientTransaction(PolicyClientSession session, FactStream stream)
    {
        _session = session;
        _stream = stream;
    }

    /// <summary>The id, which the transaction's replies carry, and by which <see cref="PolicyClient.ExplainAsync"/> finds the decision; the default before the verdict on MAIL is there.</summary>
    public TransactionId Id { get; private set; }

    /// <summary>What the spam scanner thinks of the message, so that a mail server can mark spam that is accepted; <see langword="null"/> where no rule has asked it.</summary>
    public SpamScan? Spam { get; private set; }

    /// <summary>Judges MAIL FROM.</summary>
    /// <param name="reversePath">The reverse-path.</param>
    /// <param name="parameters">What the client declared; <see langword="null"/> (the default) for nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<Verdict> MailAsync(EmailAddress reversePath, MailParameters? parameters = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reversePath);
        var fact = new Wire.SessionRequest { Mail = FactWriter.Mail(reversePath, parameters ?? MailParameters.None) };
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _isTold = true;
        Wire.SessionResponse answer = await _stream.AskAsync(fact, cancellationToken).ConfigureAwait(false);
        Id = DecisionReader.Id(answer.TransactionId);
        return EndWhereRefused(VerdictReader.Read(answer.Verdict));
    }

    /// <summary>Judges MAIL FROM without parameters.</summary>
    /// <param name="reversePath">The reverse-path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public Task<Verdict> MailAsync(EmailAddress reversePath, CancellationToken cancellationToken) => MailAsync(reversePath, null, cancellationToken);

    /// <summary>Judges RCPT TO. A recipient that is refused leaves the transaction as it was.</summary>
    /// <param name="forwardPath">The forward-path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<Verdict> RecipientAsync(EmailAddress forwardPath, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(forwardPath);
        Wire.SessionResponse answer = await AskAsync(new Wire.SessionRequest { Rcpt = FactWriter.Recipient(forwardPath) }, cancellationToken).ConfigureAwait(false);
        return VerdictReader.Read(answer.Verdict);
    }

    /// <summary>Takes the last accepted recipient back, because the next hop has refused it: it counts no longer.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The transaction has been refused.</exception>
    /// <exception cref="PolicyServiceException">The service did not answer, or there is no accepted recipient.</exception>
    public async Task WithdrawRecipientAsync(CancellationToken cancellationToken = default)
    {
        Wire.SessionResponse answer =
            await AskAsync(new Wire.SessionRequest { WithdrawRecipient = new Wire.WithdrawRecipient() }, cancellationToken).ConfigureAwait(false);
        if (!VerdictReader.Read(answer.Verdict).IsAccepted) throw new InvalidOperationException("There is no accepted recipient.");
    }

    /// <summary>Judges the message at the end of its data. Its octets, where there are any, are sent piece by piece.</summary>
    /// <param name="message">The facts of the message.</param>
    /// <param name="cancellationToken">Ends the wait. Cancelled while octets are sent, the transaction can only be disposed.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public async Task<Verdict> MessageAsync(MessageFacts message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        Wire.Message fact = FactWriter.Message(message);
        if (message.Content is not { } content) return await JudgeAsync(fact, cancellationToken).ConfigureAwait(false);
        Stream octets = content.OpenRead();
        await using (octets.ConfigureAwait(false)) return await SendAsync(octets, fact, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Judges the message at the end of its data, with its octets piece by piece as they are read.</summary>
    /// <param name="octets">The message as received after dot-unstuffing, with CRLF line ends; read to its end, and left open.</param>
    /// <param name="cancellationToken">Ends the wait. Cancelled while octets are sent, the transaction can only be disposed.</param>
    /// <exception cref="PolicyServiceException">The service did not answer.</exception>
    public Task<Verdict> MessageAsync(Stream octets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(octets);
        return SendAsync(octets, new Wire.Message(), cancellationToken);
    }

    /// <summary>Charges what was reserved: the message has been taken over. To be called before the client is told.</summary>
    /// <param name="cancellationToken">Ends the wait; the charge is made all the same.</param>
    /// <returns>Whether the charges are made; <see langword="false"/> where the store did not answer; an expired reservation is charged all the same.</returns>
    /// <exception cref="InvalidOperationException">The message has been refused.</exception>
    /// <exception cref="PolicyServiceException">The service did not answer, or has judged no message. Where the connection was lost, nobody knows whether the charges are made.</exception>
    public async Task<bool> CommitAsync(CancellationToken cancellationToken = default)
    {
        Wire.SessionResponse answer = await AskAsync(new Wire.SessionRequest { Commit = new Wire.Commit() }, cancellationToken).ConfigureAwait(false);
        _isOver = true;
        if (!VerdictReader.Read(answer.Verdict).IsAccepted) throw new InvalidOperationException("The message has not been accepted.");
        return answer.HasCharged && answer.Charged;
    }

    /// <summary>
    /// Ends the transaction; returns once the service has given back what was reserved and not committed. Doing it twice does nothing. Throws no <see cref="PolicyServiceException"/>: a
    /// session that is over has given everything back.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _session.EndTransaction();
        if (_isTold && !_isOver) await _stream.TryAskAsync(new Wire.SessionRequest { Reset = new Wire.Reset() }, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<Verdict> SendAsync(Stream octets, Wire.Message fact, CancellationToken cancellationToken)
    {
        CheckOpen();
        // Until all octets are there: what is cut short must not be judged as if it were whole.
        _isCut = true;
        await MessagePieces.SendAsync(_stream, octets, cancellationToken).ConfigureAwait(false);
        _isCut = false;
        return await JudgeAsync(fact, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Verdict> JudgeAsync(Wire.Message fact, CancellationToken cancellationToken)
    {
        Wire.SessionResponse answer = await AskAsync(new Wire.SessionRequest { Message = fact }, cancellationToken).ConfigureAwait(false);
        Spam = VerdictReader.Read(answer.Spam);
        return EndWhereRefused(VerdictReader.Read(answer.Verdict));
    }

    private Verdict EndWhereRefused(Verdict verdict)
    {
        if (!verdict.IsAccepted) _isOver = true;
        return verdict;
    }

    private Task<Wire.SessionResponse> AskAsync(Wire.SessionRequest fact, CancellationToken cancellationToken)
    {
        CheckOpen();
        return _stream.AskAsync(fact, cancellationToken);
    }

    private void CheckOpen()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isCut) throw new InvalidOperationException("The message was cut short; dispose the transaction.");
    }
}
