using Submission.Smtp.Protocol;

namespace Submission.Smtp.Client;

/// <summary>Whose message goes to whom. Parameters that the server does not offer are left out. Immutable and thread-safe.</summary>
/// <param name="Mail">The sender.</param>
/// <param name="Recipients">The recipients, at least one.</param>
public sealed record SmtpEnvelope(MailCommand Mail, IReadOnlyList<RcptCommand> Recipients)
{
    /// <summary>Whether one refused recipient ends the transaction before any data is sent. Default <see langword="false"/>.</summary>
    public bool RequireEveryRecipient { get; init; }
}
