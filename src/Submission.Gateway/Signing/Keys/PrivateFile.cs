using Submission.Gateway.Queue.Sqlite;

namespace Submission.Gateway.Signing.Keys;

/// <summary>Files that only their owner may read, written so that a crash leaves the old or the new one.</summary>
internal static class PrivateFile
{
    private const int MaximumLength = 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerFolder);
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent) DirectorySync.Flush(parent);
    }

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string fresh = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        File.Delete(fresh);
        using (var stream = new FileStream(fresh, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(path)!);
    }

    /// <summary>Reads a file with a secret.</summary>
    /// <exception cref="DkimKeyException">Others than its owner may read it, or it is too long.</exception>
    public static byte[] ReadSecret(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerFolder) != UnixFileMode.None)
            throw new DkimKeyException($"The private key {path} may be read or written by others than its owner: `chmod 600 {path}`, and make a new key if it may have been read.");
        return Read(path);
    }

    public static byte[] Read(string path)
    {
        if (new FileInfo(path).Length > MaximumLength) throw new DkimKeyException($"The file {path} is too long for what it should be.");
        return File.ReadAllBytes(path);
    }
}
