using System.Globalization;

namespace Submission.Policy.Yaml.Files;

/// <summary>
/// Files of a folder on disk. Nothing outside of it is read, whatever the links in it say; links within it are followed, since that is
/// how a mounted configuration is swapped.
/// </summary>
internal sealed class FolderFiles(string folder, string prefix, string header, bool hasRuleFolder) : IPolicyFiles
{
    public string Header => header;

    public string NameOf(string path) => prefix + path;

    public RuleFileList ListRuleFiles(int maximum)
    {
        if (!hasRuleFolder) return new RuleFileList([], null);
        try
        {
            string? rules = RealPath.ResolveWithin(folder, PolicyPaths.RuleFolder);
            if (rules is null) return new RuleFileList([], "leads out of the folder of the policy");
            if (!Directory.Exists(rules)) return new RuleFileList([], null);
            IEnumerable<string> paths = Directory.EnumerateFiles(rules)
                .Select(static file => $"{PolicyPaths.RuleFolder}/{Path.GetFileName(file)}")
                .Where(static path => PolicyPaths.IsInRuleFolder(path))
                .Take(maximum + 1);
            return new RuleFileList([.. paths.Order(StringComparer.Ordinal)], null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new RuleFileList([], Describe(exception));
        }
    }

    public FileContent Read(string path, YamlLimits limits)
    {
        try
        {
            string? real = RealPath.ResolveWithin(folder, path);
            if (real is null) return FileContent.Unreadable("leads out of the folder of the policy");
            return Directory.Exists(real) ? FileContent.Unreadable("is a folder") : ReadFile(new FileInfo(real), limits);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return FileContent.Unreadable(Describe(exception));
        }
    }

    private static FileContent ReadFile(FileInfo file, YamlLimits limits)
    {
        if (!file.Exists) return FileContent.Unreadable("does not exist");
        // A pipe or a device has no length either; opening one could wait for ever.
        if (file.Length == 0) return FileContent.Of(default);
        if (file.Length > limits.MaximumFileBytes) return TooLarge(file.Length, limits);
        using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[file.Length + 1];
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return read < buffer.Length ? FileContent.Of(buffer.AsMemory(0, read)) : FileContent.Unreadable("grew while it was read");
    }

    private static FileContent TooLarge(long bytes, YamlLimits limits) =>
        FileContent.Unreadable(string.Create(CultureInfo.InvariantCulture, $"has {bytes:N0} bytes; at most {limits.MaximumFileBytes:N0} are read"));

    // The exception's own text names the path on this machine, which says nothing to the reader of the policy.
    private static string Describe(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "does not exist",
        UnauthorizedAccessException => "may not be read by this user",
        PathTooLongException => "has a path that is too long",
        ArgumentException or NotSupportedException => "has a name that this system does not allow",
        _ => "cannot be read",
    };
}
