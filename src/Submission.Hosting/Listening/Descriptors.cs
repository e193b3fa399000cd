using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Submission.Hosting.Listening;

/// <summary>
/// How many descriptors the system leaves to this process. A quarter is kept from new connections: those that are served need more while they hand over messages, and
/// the .NET runtime, which needs one now and then, ends the process where it finds none. Thread-safe.
/// </summary>
internal static class Descriptors
{
    private const int OpenFiles = 7;
    private const int OpenFilesOfBsd = 8;

    /// <summary>Whether only the kept ones are left, as the newest one shows: the system gives the lowest number that is free.</summary>
    /// <param name="newest">The descriptor that was opened last.</param>
    /// <param name="limit">How many there may be; 0 where that is not known.</param>
    public static bool AreShort(nint newest, long limit) => limit > 0 && newest >= limit - (limit / 4);

    /// <summary>Whether only the kept ones are left, as an accepted connection shows.</summary>
    public static bool AreShort(Socket newest) => AreShort(newest.Handle, Limit());

    /// <summary>Whether only the kept ones are left, or none at all.</summary>
    public static bool AreShort()
    {
        try
        {
            using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            return AreShort(probe);
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>How many there may be now (RLIMIT_NOFILE, getrlimit(2)); 0 where the system has no such limit.</summary>
    public static long Limit()
    {
        if (OperatingSystem.IsWindows() || GetLimit(OperatingSystem.IsLinux() ? OpenFiles : OpenFilesOfBsd, out ResourceLimit limit) != 0) return 0;
        return limit.Current > int.MaxValue ? 0 : (long)limit.Current;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly nuint Current;
        public readonly nuint Most;
    }
}
