using Submission.Hosting.NextHop;
using Submission.Smtp.Client;
using Submission.Smtp.Server;

namespace Submission.Hosting.Sessions;

/// <summary>Turns verdicts and the next hop's replies into answers, and holds the few replies that are the host's own because no policy can know them.</summary>
internal static class SessionReplies
{
    public static SmtpAnswer Answer(Verdict verdict)
    {
        if (verdict.Reply is null) return SmtpAnswer.Standard;
        return verdict.Kind == VerdictKind.Close ? SmtpAnswer.Closing(verdict.Reply) : verdict.Reply;
    }

    /// <summary>What is said to a failed AUTH where the policy has no rule that answers it.</summary>
    public static SmtpReply Unauthenticated(AuthenticationOutcome outcome, TransactionId id) => outcome == AuthenticationOutcome.Unavailable
        ? new SmtpReply(454, new EnhancedStatus(4, 7, 0), $"{id} temporary authentication failure")
        : new SmtpReply(535, new EnhancedStatus(5, 7, 8), $"{id} authentication credentials invalid");

    public static SmtpReply Accepted(TransactionId id) => new(250, new EnhancedStatus(2, 0, 0), $"{id} accepted");

    public static SmtpReply CannotHold(TransactionId id) => new(451, new EnhancedStatus(4, 3, 0), $"{id} message held for review, try again later");

    /// <summary>Where the charges of a message that was accepted could not be made, and it is not handed on yet.</summary>
    public static SmtpReply NotCharged(TransactionId id) => new(451, new EnhancedStatus(4, 3, 0), $"{id} counters not available, try again later");

    /// <summary>What stands in place of the greeting while accepted mail has nowhere to go.</summary>
    public static SmtpReply NotServed(TransactionId id) => new(421, new EnhancedStatus(4, 3, 2), $"{id} service not available, try again later");

    public static SmtpReply TooManyHops(TransactionId id) => new(554, new EnhancedStatus(5, 4, 6), $"{id} too many hops, the message loops");

    public static SmtpReply NotReachable(TransactionId id) => new(451, new EnhancedStatus(4, 4, 1), $"{id} next hop not reachable, try again later");

    public static SmtpReply NoUtf8(TransactionId id) => new(550, new EnhancedStatus(5, 6, 7), $"{id} next hop takes no internationalized mail");

    /// <summary>What a refusal of the next hop becomes: its own code and text, or 451 where there is none to pass on.</summary>
    public static SmtpAnswer Refusal(SmtpPeerReply reply, TransactionId id)
    {
        if (reply.Failure == SmtpClientFailure.SmtpUtf8NotOffered) return NoUtf8(id);
        if (reply.Reply is null || reply.IsPositive || NextHopTransaction.IsLost(reply)) return NotReachable(id);
        return new SmtpAnswer { Reply = reply.Reply, Lines = reply.Lines.Count > 1 ? reply.Lines : null };
    }
}
