namespace Submission.Hosting.Accounts;

/// <summary>An account of the directory. Immutable and thread-safe.</summary>
/// <param name="Facts">What the policy may know of it.</param>
/// <param name="Password">The hash of its password.</param>
/// <param name="IsEnabled">Whether it may use SMTP.</param>
public sealed record Account(AccountFacts Facts, PasswordHash Password, bool IsEnabled);
