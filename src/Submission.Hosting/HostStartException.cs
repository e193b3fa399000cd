namespace Submission.Hosting;

/// <summary>A host cannot start; all that is wrong is told at once.</summary>
public sealed class HostStartException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errors">All that is wrong, one line each.</param>
    public HostStartException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors ?? throw new ArgumentNullException(nameof(errors)))) => Errors = errors;

    /// <summary>All that is wrong, one line each.</summary>
    public IReadOnlyList<string> Errors { get; }
}
