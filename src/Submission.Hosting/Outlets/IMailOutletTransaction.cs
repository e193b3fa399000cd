using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Hosting.Outlets;

/// <summary>One message's way out: sender, recipients, message. A positive answer means that it is taken; every other is what the client hears. Used by one caller at a time.</summary>
internal interface IMailOutletTransaction : IAsyncDisposable
{
    /// <summary>Whether messages can be kept for an operator.</summary>
    bool CanHold { get; }

    /// <summary>Tells whether a message of this sender, and of the size that was declared, would be taken.</summary>
    SmtpAnswer CheckSender();

    /// <summary>Tells whether a recipient is taken, whom the policy has accepted.</summary>
    ValueTask<SmtpAnswer> RecipientAsync(RcptCommand recipient, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the message for all recipients that were taken. Where the answer is positive, somebody answers for it from then on. It cannot be ended: a client that goes away
    /// would otherwise have sent what nobody is charged for.
    /// </summary>
    ValueTask<SmtpAnswer> MessageAsync(AcceptedMessage message);

    /// <summary>The message that was taken is charged.</summary>
    void Conclude(AcceptedMessage message);
}
