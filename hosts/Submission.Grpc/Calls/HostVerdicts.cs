using Submission.Hosting.Sessions;
using Submission.Smtp.Content;

namespace Submission.Grpc.Calls;

/// <summary>The verdicts that no policy gives: on what cannot be read, what is too much for the service, and what comes after a refusal. They have no rule.</summary>
internal static class HostVerdicts
{
    public static Verdict BadSender { get; } = Refuse("501 5.1.7 Bad sender address", "the reverse-path is no mailbox");

    public static Verdict BadRecipient { get; } = Refuse("501 5.1.3 Bad recipient address", "the forward-path is no mailbox");

    public static Verdict TooManyRecipients { get; } = Verdict.Defer(SmtpReply.Parse("452 4.5.3 Too many recipients"), "the service takes no more recipients in one transaction");

    public static Verdict AfterRefusal { get; } = Refuse("503 5.5.1 Bad sequence of commands", "what it needs was refused before");

    public static Verdict NoRecipients { get; } = Refuse("503 5.5.1 No valid recipients", "all recipients were refused before");

    public static Verdict Unauthenticated(AuthenticationOutcome outcome, TransactionId id)
    {
        SmtpReply reply = SessionReplies.Unauthenticated(outcome, id);
        string reason = $"the policy does not answer a failed authentication ({outcome})";
        return reply.IsTransient ? Verdict.Defer(reply, reason) : Verdict.Refuse(reply, reason);
    }

    public static Verdict Unspooled(ContentFault fault) => fault == ContentFault.TooBig
        ? Refuse("552 5.3.4 Message too big", "it is larger than Grpc:MessageSize")
        : Verdict.Defer(SmtpReply.Parse("452 4.3.1 Insufficient storage, try again later"), "the message could not be stored");

    private static Verdict Refuse(string line, string reason) => Verdict.Refuse(SmtpReply.Parse(line), reason);
}
