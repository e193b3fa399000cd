using Submission.Policy;

namespace Submission.Smtp.Protocol;

/// <summary>A valid MAIL command (RFC 5321, section 4.1.1.2). Immutable and thread-safe.</summary>
/// <param name="ReversePath">The sender; <see cref="EmailAddress.NullReversePath"/> for <c>&lt;&gt;</c>.</param>
/// <param name="Parameters">What was declared behind the path.</param>
public sealed record MailCommand(EmailAddress ReversePath, SmtpMailParameters Parameters);
