using StackExchange.Redis;

namespace Submission.Policy.Redis;

/// <summary>What an exception of the client means.</summary>
internal static class RedisFault
{
    /// <summary>What a server says that does not take this node for who it says it is; the client hides it behind a connection that is not there.</summary>
    private static readonly string[] Rejections = ["WRONGPASS", "NOAUTH", "NOPERM"];

    /// <summary>Whether it means that the server has not answered, or does not do what it is asked.</summary>
    public static bool IsFailure(Exception exception) => exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException;

    /// <summary>
    /// Whether nothing was done because a slot of a cluster is on its way to another server, or was since the client last looked. The client follows one redirection of a call and no second one, and while
    /// a slot moves there are two: to the server that had it, and from there to the one that gets it.
    /// </summary>
    public static bool IsMoving(Exception exception) => exception is RedisException &&
        (exception.Message.StartsWith("TRYAGAIN", StringComparison.Ordinal) || exception.Message.Contains("MOVED", StringComparison.Ordinal) ||
            exception.Message.Contains("serving hashslot", StringComparison.Ordinal));

    /// <summary>What to tell an operator.</summary>
    public static string Describe(Exception exception) => Rejection(exception) ?? exception.Message;

    private static string? Rejection(Exception? exception)
    {
        if (exception is null) return null;
        foreach (string rejection in Rejections)
        {
            int start = exception.Message.IndexOf(rejection, StringComparison.Ordinal);
            if (start >= 0) return exception.Message[start..];
        }

        if (exception is not AggregateException all) return Rejection(exception.InnerException);
        foreach (Exception inner in all.InnerExceptions)
        {
            if (Rejection(inner) is { } found) return found;
        }

        return null;
    }
}
