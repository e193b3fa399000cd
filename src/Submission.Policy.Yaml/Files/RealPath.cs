namespace Submission.Policy.Yaml.Files;

/// <summary>Finds out where a path leads once every link in it is followed.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MaximumLinks = 40;

    /// <summary>The path without links; <see langword="null"/> where it leads out of the folder or round in a circle.</summary>
    public static string? ResolveWithin(string folder, string relative)
    {
        string? root = Resolve(Path.GetFullPath(folder));
        string? path = Resolve(Path.GetFullPath(Path.Combine(folder, relative)));
        if (root is null || path is null) return null;
        string prefix = Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar;
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path : null;
    }

    private static string? Resolve(string path)
    {
        string current = Path.GetPathRoot(path) ?? "/";
        var left = new Stack<string>();
        Push(left, path[current.Length..]);
        int links = 0;
        while (left.TryPop(out string? part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Combine(current, part);
            string? target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                current = next;
                continue;
            }

            if (++links > MaximumLinks) return null;
            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }

            Push(left, target);
        }

        return current;
    }

    private static void Push(Stack<string> left, string path)
    {
        string[] parts = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--) left.Push(parts[i]);
    }
}
