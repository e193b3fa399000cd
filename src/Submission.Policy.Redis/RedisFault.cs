using StackExchange.Redis;

namespace Submission.Policy.Redis;

/// <summary>What an exception of the client means.</summary>
internal static class RedisFault
{
    private static readonly string[] Rejections = ["WRONGPASS", "NOAUTH"];

    /// <summary>Whether it means that the server has not answered, or does not do what it is asked. What is cancelled, the client has given up itself: it gets no token.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException or OperationCanceledException;

    /// <summary>
    /// Whether nothing was done because a slot of a cluster is on its way to another server, or was since the client last looked. The client follows one redirection of a call and no second one, and while
    /// a slot moves there are two: to the server that had it, and from there to the one that gets it.
    /// </summary>
    public static bool IsMoving(Exception exception) => exception is RedisException &&
        (exception.Message.StartsWith("TRYAGAIN", StringComparison.Ordinal) || exception.Message.Contains("MOVED", StringComparison.Ordinal) ||
            exception.Message.Contains("serving hashslot", StringComparison.Ordinal));

    /// <summary>What a server has said, somewhere in a text of the client, that does not take this node for who it says it is.</summary>
    public static string? Rejection(string text)
    {
        foreach (string rejection in Rejections)
        {
            int start = text.IndexOf(rejection, StringComparison.Ordinal);
            if (start >= 0) return text[start..].Split('\n', 2)[0].Trim();
        }

        return null;
    }

    /// <summary>What to tell an operator: what the server has said, or the client, without what only their authors can read.</summary>
    public static string Describe(Exception exception)
    {
        ReadOnlySpan<char> text = exception.Message;
        int end = text.IndexOf(" script:", StringComparison.Ordinal);
        if (end < 0) end = text.IndexOfAny(';', '(');
        return (end < 0 ? text : text[..end]).Trim().ToString();
    }
}
