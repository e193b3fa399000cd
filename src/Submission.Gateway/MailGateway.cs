using Microsoft.Extensions.Logging;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Signing;
using Submission.Gateway.Telemetry;
using Submission.Gateway.Tls;
using Submission.Smtp.Content;

namespace Submission.Gateway;

/// <summary>The way into the gateway: takes messages, and delivers them at once where it can. Thread-safe.</summary>
public sealed class MailGateway
{
    // Larger bodies are read from the queue, which has them in a file anyway.
    private const int MaximumDirectBody = 65_536;

    private readonly IMessageQueue _queue;
    private readonly DeliveryEngine _engine;
    private readonly IMessageSigner? _signer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal MailGateway(IMessageQueue queue, DeliveryEngine engine, IMessageSigner? signer, TimeProvider time, ILogger logger) =>
        (_queue, _engine, _signer, _time, _logger) = (queue, engine, signer, time, logger);

    /// <summary>Whether the gateway can take messages, and why not.</summary>
    public QueueHealth Health => _queue.Health;

    /// <summary>Whether there is likely to be room for a message.</summary>
    /// <param name="size">Its size in octets; 0 where it is not known.</param>
    public bool HasRoomFor(long size) => _queue.HasRoomFor(size);

    /// <summary>Takes a message. Once it is stored, the gateway answers for it: it is delivered, or its sender is told, or it can be seen in the queue.</summary>
    /// <param name="message">The message; the gateway decides <see cref="NewMessage.IsClaimed"/> itself.</param>
    /// <param name="cancellationToken">Ends the wait; whether the message is taken is then unknown.</param>
    public async ValueTask<QueueAdditionOutcome> AcceptAsync(NewMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (message.Tls == MessageTls.Default && await MessageDemand.ReadAsync(message, cancellationToken).ConfigureAwait(false) is not MessageTls.Default and var demand) message = message with { Tls = demand };
        if (_signer is not null) message = await _signer.SignedAsync(message, cancellationToken).ConfigureAwait(false);
        long reserved = message.Body.Length <= MaximumDirectBody ? message.Body.Length : 0;
        bool isDirect = _engine.TakesDirect(message) && _engine.Memory.TryReserve(reserved);
        if (!isDirect) return await StoreAsync(message, cancellationToken).ConfigureAwait(false);

        DirectBody? body = null;
        try
        {
            body = new DirectBody(message.Body.Length <= MaximumDirectBody ? await CopyAsync(message.Body, cancellationToken).ConfigureAwait(false) : message.Body, reserved, _engine.Memory);
            // A claim whose word nobody waits for would be lost until the next start, so that this wait has no end but the queue's answer.
            QueueAddition addition = await _queue.AddAsync(message.IsClaimed ? message : message with { IsClaimed = true }, CancellationToken.None).ConfigureAwait(false);
            Tell(message, addition.Outcome, isDirect: true);
            if (addition.Outcome == QueueAdditionOutcome.Stored)
            {
                if (addition.Claims.Count > 0) _engine.Take(addition.Claims, message.Body.Length <= MaximumDirectBody ? body : null);
                else _engine.Wake();
            }

            return addition.Outcome;
        }
        finally
        {
            if (body is not null) body.Release();
            else _engine.Memory.Release(reserved);
        }
    }

    /// <summary>Gives up deliveries for an operator, as <see cref="IMessageQueue.BounceAsync"/> does. Their messages have then left the queue for the rules that look at shares, and count as bounced for none.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="reason">Why; the senders are told.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="QueueUnavailableException">The queue does not answer.</exception>
    public ValueTask<QueueChange> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken) =>
        _engine.Reporter.GiveUpAsync(filter, () => _queue.BounceAsync(filter, reason, cancellationToken), cancellationToken);

    /// <summary>Removes deliveries for an operator, as <see cref="IMessageQueue.DropAsync"/> does. Their messages have then left the queue for the rules that look at shares.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="QueueUnavailableException">The queue does not answer.</exception>
    public ValueTask<QueueChange> DropAsync(QueueFilter filter, CancellationToken cancellationToken) =>
        _engine.Reporter.GiveUpAsync(filter, () => _queue.DropAsync(filter, cancellationToken), cancellationToken);

    private static async ValueTask<MessageBody> CopyAsync(MessageBody body, CancellationToken cancellationToken)
    {
        if (body.TryGetMemory(out ReadOnlyMemory<byte> whole)) return MessageBody.FromMemory(whole.ToArray());
        byte[] copy = new byte[body.Length];
        int read;
        for (int offset = 0; offset < copy.Length && (read = await body.ReadAsync(offset, copy.AsMemory(offset), cancellationToken).ConfigureAwait(false)) > 0; offset += read)
        {
        }

        return MessageBody.FromMemory(copy);
    }

    private async ValueTask<QueueAdditionOutcome> StoreAsync(NewMessage message, CancellationToken cancellationToken)
    {
        QueueAddition addition = await _queue.AddAsync(message.IsClaimed ? message with { IsClaimed = false } : message, cancellationToken).ConfigureAwait(false);
        Tell(message, addition.Outcome, isDirect: false);
        if (addition.Outcome == QueueAdditionOutcome.Stored) _engine.Wake();
        return addition.Outcome;
    }

    private void Tell(NewMessage message, QueueAdditionOutcome outcome, bool isDirect)
    {
        GatewayMetrics.Taken(outcome switch { QueueAdditionOutcome.Stored => "stored", QueueAdditionOutcome.Full => "full", _ => "unavailable" }, isDirect);
        if (outcome != QueueAdditionOutcome.Stored) return;
        GatewayLog.Queued(_logger, message.Id, message.Mail.ReversePath.ToString(), message.Recipients.Count, message.Body.Length);
        _engine.Reporter.Queued(message, _time.GetUtcNow());
    }
}
