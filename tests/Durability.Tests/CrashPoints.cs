namespace Durability.Tests;

/// <summary>The points at which the gateway is killed: the system call before which it dies, and among how many of its kind that one is drawn.</summary>
internal static class CrashPoints
{
    /// <summary>What strace injects, by the name of the point. The places of each are counted from the start of the process, whose own writes come first.</summary>
    public static readonly IReadOnlyDictionary<string, (string SystemCall, int Calls)> All = new Dictionary<string, (string, int)>(StringComparer.Ordinal)
    {
        ["after DATA, as the body is read"] = ("recvmsg", 60),
        ["as a large body's file is made"] = ("openat", 900),
        ["as a body or a row is written"] = ("pwrite64", 150),
        ["after a row was written, before it is on disk"] = ("fdatasync", 30),
        ["after a large body was written, before it is on disk"] = ("fsync", 12),
        ["after a large body is on disk, before it has its name"] = ("rename", 5),
        ["as the reply is sent, or after it"] = ("sendmsg", 120),
    };
}
