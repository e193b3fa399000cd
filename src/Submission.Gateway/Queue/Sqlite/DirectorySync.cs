using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Makes what was created, renamed or removed in a folder survive a power cut. .NET opens no folders, so that the system is asked itself.</summary>
internal static class DirectorySync
{
    private const int CloseOnExec = 0x80000;

    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals names itself
        using SafeFileHandle handle = Open(directory);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Makes a folder, and all above it, with names that survive a power cut whoever has made them.</summary>
    /// <exception cref="IOException">The folder cannot be made, opened or synced.</exception>
    public static void Create(string directory)
    {
        Directory.CreateDirectory(directory);
        Flush(directory);
        for (string? above = Path.GetDirectoryName(directory); above is not null; above = Path.GetDirectoryName(above))
        {
            try
            {
                Flush(above);
            }
            catch (IOException)
            {
                // A folder that may not be read is none that this program has made something in.
            }
        }
    }

    private static SafeFileHandle Open(string directory)
    {
        int descriptor = NativeOpen([.. Encoding.UTF8.GetBytes(directory), 0], OperatingSystem.IsLinux() ? CloseOnExec : 0);
        if (descriptor < 0) throw new IOException($"The folder {directory} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeOpen(byte[] path, int flags);
}
