using Submission.Policy;

namespace Submission.Smtp.Protocol;

/// <summary>A valid RCPT command (RFC 5321, section 4.1.1.3). Immutable and thread-safe.</summary>
/// <param name="ForwardPath">The recipient; never the null path.</param>
/// <param name="Parameters">What was declared behind the path.</param>
public sealed record RcptCommand(EmailAddress ForwardPath, SmtpRcptParameters Parameters);
