using System.Buffers;
using System.Net.Sockets;
using Grpc.Core;

namespace Submission.Policy.Client.Calls;

/// <summary>Makes one kind of exception of all that goes wrong on the wire.</summary>
internal static class ServiceErrors
{
    private static readonly SearchValues<char> FieldCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_.[]");

    public static PolicyServiceException Read(RpcException exception)
    {
        if (ConnectionTrouble(exception.Status.DebugException) is { } trouble)
            return new PolicyServiceException(StatusCode.Unavailable, $"The policy service cannot be reached: {trouble}", null, exception);
        string detail = exception.Status.Detail;
        return new PolicyServiceException(
            exception.StatusCode,
            detail.Length > 0 ? $"The policy service: {detail}" : $"The policy service answered with {exception.StatusCode}.",
            exception.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition ? Field(detail) : null,
            exception);
    }

    public static PolicyServiceException NoAnswer(TimeSpan deadline) =>
        new(StatusCode.DeadlineExceeded, FormattableString.Invariant($"The policy service has not answered within {deadline.TotalSeconds} s."));

    // The innermost exception has the words that help; those around it say that something went wrong. What the service itself has said comes without any.
    private static string? ConnectionTrouble(Exception? exception)
    {
        bool isTrouble = false;
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            isTrouble |= cause is HttpRequestException or IOException or SocketException;
            if (isTrouble && cause.InnerException is null) return cause.Message;
        }

        return null;
    }

    // The service says "field: what is wrong with it".
    private static string? Field(string detail)
    {
        int colon = detail.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && !detail.AsSpan(0, colon).ContainsAnyExcept(FieldCharacters) ? detail[..colon] : null;
    }
}
