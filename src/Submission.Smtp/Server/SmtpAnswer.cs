using Submission.Policy;

namespace Submission.Smtp.Server;

/// <summary>
/// What a host answers to one step of an SMTP session: a reply, or the server's standard one, and whether the session ends with it.
/// Immutable and thread-safe. The default value is the standard positive reply.
/// </summary>
public readonly record struct SmtpAnswer
{
    /// <summary>The server's standard positive reply to the step, such as <c>250 2.1.0 OK</c> to MAIL.</summary>
    public static SmtpAnswer Standard => default;

    /// <summary>The reply; <see langword="null"/> means the standard one. What it says, positive or not, is what the session goes by.</summary>
    public SmtpReply? Reply { get; init; }

    /// <summary>
    /// The texts of a reply of several lines, which are then sent in place of the one text of <see cref="Reply"/>, each behind
    /// its code and status; <see langword="null"/> for a reply of one line. Control characters in them are sent as <c>?</c>.
    /// </summary>
    public IReadOnlyList<string>? Lines { get; init; }

    /// <summary>Whether the connection is closed once the reply is sent.</summary>
    public bool Close { get; init; }

    /// <summary>Whether the step is taken: the standard reply, or one that is positive.</summary>
    public bool IsPositive => Reply is null || Reply.IsPositive;

    /// <summary>Answers with a reply; the session goes on.</summary>
    public static SmtpAnswer FromSmtpReply(SmtpReply reply) => new() { Reply = reply };

    /// <summary>Answers with a reply and ends the session.</summary>
    public static SmtpAnswer Closing(SmtpReply reply) => new() { Reply = reply, Close = true };

    /// <summary>Answers with a reply; the session goes on.</summary>
    public static implicit operator SmtpAnswer(SmtpReply reply) => FromSmtpReply(reply);
}
