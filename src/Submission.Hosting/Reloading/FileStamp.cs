namespace Submission.Hosting.Reloading;

/// <summary>What tells whether files have changed, without reading them: how many there are, their names, lengths and times of the last write.</summary>
internal readonly record struct FileStamp(int Count, int Names, long Length, long LastWrite)
{
    /// <summary>The stamp of files, and of all files in folders; what is not there counts as nothing.</summary>
    public static FileStamp Of(params ReadOnlySpan<string?> paths)
    {
        FileStamp stamp = default;
        foreach (string? path in paths)
        {
            if (path is null) continue;
            if (Directory.Exists(path))
            {
                foreach (FileInfo file in new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)) stamp = stamp.And(file);
            }
            else
            {
                stamp = stamp.And(new FileInfo(path));
            }
        }

        return stamp;
    }

    private FileStamp And(FileInfo file) => file.Exists
        ? new FileStamp(Count + 1, Names ^ file.FullName.GetHashCode(StringComparison.Ordinal), Length + file.Length, Math.Max(LastWrite, file.LastWriteTimeUtc.Ticks))
        : this;
}
