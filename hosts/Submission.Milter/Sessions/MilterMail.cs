namespace Submission.Milter.Sessions;

/// <summary>A MAIL command as the mail server tells it.</summary>
/// <param name="Sender">The reverse-path.</param>
/// <param name="DeclaredSize">SIZE (RFC 1870); <see langword="null"/> where it was not declared.</param>
/// <param name="Login">Who has authenticated; <see langword="null"/> for nobody.</param>
internal sealed record MilterMail(EmailAddress Sender, long? DeclaredSize, string? Login);
