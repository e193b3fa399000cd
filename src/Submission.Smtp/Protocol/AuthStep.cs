using Submission.Smtp.Server;

namespace Submission.Smtp.Protocol;

/// <summary>What comes of one step of a SASL exchange: credentials, or a reply to send.</summary>
/// <param name="Credentials">What to verify; <see langword="null"/> where the exchange goes on or has failed.</param>
/// <param name="Reply">A challenge or a refusal; <see langword="null"/> where there are credentials.</param>
/// <param name="GoesOn">Whether the client's next line belongs to the exchange.</param>
internal readonly record struct AuthStep(SmtpCredentials? Credentials, byte[]? Reply, bool GoesOn)
{
    public static AuthStep Challenge(byte[] reply) => new(null, reply, true);

    public static AuthStep Refused(byte[] reply) => new(null, reply, false);
}
