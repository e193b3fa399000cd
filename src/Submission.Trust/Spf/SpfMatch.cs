namespace Submission.Trust.Spf;

/// <summary>Whether a mechanism matches, or what keeps that from being known.</summary>
/// <param name="Error">The error; <see langword="null"/> for none.</param>
/// <param name="IsMatch">Whether it matches, where there is no error.</param>
/// <param name="Reason">Why there is an error.</param>
internal readonly record struct SpfMatch(SpfOutcome? Error, bool IsMatch, string? Reason)
{
    public static readonly SpfMatch No;
    public static readonly SpfMatch Yes = new(null, true, null);

    public static SpfMatch Of(bool isMatch) => isMatch ? Yes : No;

    public static SpfMatch Temporary(string reason) => new(SpfOutcome.TemporaryError, false, reason);

    public static SpfMatch Permanent(string reason) => new(SpfOutcome.PermanentError, false, reason);
}
