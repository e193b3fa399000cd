using Submission.Gateway.Queue;

namespace Submission.Gateway;

/// <summary>The way into the gateway: takes messages, and delivers them at once where it can. Thread-safe.</summary>
public sealed class MailGateway
{
    private readonly IMessageQueue _queue;

    internal MailGateway(IMessageQueue queue) => _queue = queue;

    /// <summary>Whether the gateway can take messages, and why not.</summary>
    public QueueHealth Health => _queue.Health;

    /// <summary>Whether there is likely to be room for a message.</summary>
    /// <param name="size">Its size in octets; 0 where it is not known.</param>
    public bool HasRoomFor(long size) => _queue.HasRoomFor(size);

    /// <summary>Takes a message. Once it is stored, the gateway answers for it: it is delivered, or its sender is told, or it can be seen in the queue.</summary>
    /// <param name="message">The message; the gateway decides <see cref="NewMessage.IsClaimed"/> itself.</param>
    /// <param name="cancellationToken">Ends the wait; whether the message is taken is then unknown.</param>
    public async ValueTask<QueueAdditionOutcome> AcceptAsync(NewMessage message, CancellationToken cancellationToken) =>
        (await _queue.AddAsync(message, cancellationToken).ConfigureAwait(false)).Outcome;
}
