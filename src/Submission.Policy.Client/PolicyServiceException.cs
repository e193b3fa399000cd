using Grpc.Core;

namespace Submission.Policy.Client;

/// <summary>The policy service did not answer, or refused a call. It is no verdict: what the service was asked is not judged, or its answer was lost.</summary>
public sealed class PolicyServiceException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="status">What went wrong.</param>
    /// <param name="message">The words for it.</param>
    /// <param name="field">The field or fact of the request that is wrong; <see langword="null"/> (the default) where it is none.</param>
    /// <param name="innerException">What the transport said; <see langword="null"/> by default.</param>
    public PolicyServiceException(StatusCode status, string message, string? field = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Status = status;
        Field = field;
    }

    /// <summary>
    /// What went wrong, for example <see cref="StatusCode.InvalidArgument"/> (a field is absent or wrong), <see cref="StatusCode.FailedPrecondition"/> (a fact out of order),
    /// <see cref="StatusCode.Unauthenticated"/> (the token), <see cref="StatusCode.ResourceExhausted"/> (a bound of the service), <see cref="StatusCode.Unavailable"/> (no
    /// connection, or the service is stopping), <see cref="StatusCode.DeadlineExceeded"/> (no answer in <see cref="PolicyClientOptions.Deadline"/>).
    /// </summary>
    public StatusCode Status { get; }

    /// <summary>The field or fact of the request that is wrong, for example <c>mail.reverse_path</c>; <see langword="null"/> where the service named none.</summary>
    public string? Field { get; }
}
