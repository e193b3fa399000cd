namespace Durability.Tests;

/// <summary>
/// The points at which the gateway is killed: the system call before which it dies, and among which of its kind that one is drawn. strace counts them by thread; those that the thread that
/// opens the queue makes come first, and are left out.
/// </summary>
internal static class CrashPoints
{
    /// <summary>The point at which no system call is waited for.</summary>
    public const string AtAnyMoment = "at any moment, as large bodies are written";

    public static readonly IReadOnlyDictionary<string, (string SystemCall, int First, int Last)> All = new Dictionary<string, (string, int, int)>(StringComparer.Ordinal)
    {
        ["after DATA, as a message is read"] = ("recvfrom", 2, 60),
        [AtAnyMoment] = ("", 0, 0),
        ["as rows are written"] = ("pwrite64", 36, 160),
        ["after a row or a large body was written, before it is on disk"] = ("fsync", 18, 34),
        ["after a large body is on disk, before it has its name"] = ("rename", 1, 3),
        ["as a reply is sent, or after it"] = ("sendto", 2, 40),
    };
}
