using Submission.Hosting.Sessions;
using Submission.Smtp.Protocol;

namespace Submission.Hosting.Outlets;

/// <summary>One message on its way through an outlet, as far as it is known when its sender is accepted.</summary>
/// <param name="Session">The session.</param>
/// <param name="Policy">The policy's transaction, whose id is the message's.</param>
/// <param name="Mail">The sender, without AUTH=: that is a claim of the client's, and whoever gets the message trusts us (RFC 4954, section 5).</param>
/// <param name="Log">The log of the session.</param>
internal sealed record OutgoingMail(PolicySession Session, PolicyTransaction Policy, MailCommand Mail, SessionLog Log)
{
    /// <summary>The message's id.</summary>
    public TransactionId Id => Policy.Id;
}
