namespace Submission.Admin;

/// <summary>
/// Where a host opens its admin socket and the CLI looks for it, unless told otherwise: for the user's session, for a service, or else in a folder of the user's own among
/// the temporary files. Compiled into both, so that they agree.
/// </summary>
internal static class AdminSocketPath
{
    private const string Folder = "submission-policy";
    private const string Name = "admin.sock";
    private const string ServiceFolder = "/run/" + Folder;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The paths in the order in which they are tried.</summary>
    public static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } session && Path.IsPathRooted(session)) yield return Path.Combine(session, Folder, Name);
        if (!OperatingSystem.IsWindows()) yield return Path.Combine(ServiceFolder, Name);
        yield return Path.Combine(Path.GetTempPath(), $"{Folder}-{Environment.UserName}", Name);
    }

    /// <summary>For the CLI: the first path where there is a socket, whether or not a host still answers on it; the first path of all where there is none.</summary>
    public static string Find() => Candidates().FirstOrDefault(File.Exists) ?? Candidates().First();

    /// <summary>For a host: the first path whose folder is there, or can be made, for nobody but this user, and can be written to.</summary>
    /// <returns>The path; <see langword="null"/> where there is none.</returns>
    public static string? Prepare() => Candidates().FirstOrDefault(static path => CanPrepare(Path.GetDirectoryName(path)!));

    private static bool CanPrepare(string folder)
    {
        try
        {
            // A service's folder is made by whoever starts the service; only root makes it itself.
            if (folder == ServiceFolder && !Environment.IsPrivilegedProcess && !Directory.Exists(folder)) return false;
            MakeFolder(folder);
            string probe = Path.Combine(folder, $".probe-{Guid.NewGuid():N}");
            using FileStream written = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnerOnly);
        // The folder may be another user's who was there first: then the mode cannot be set.
        if (folder != ServiceFolder) File.SetUnixFileMode(folder, OwnerOnly);
    }
}
