using System.Diagnostics.CodeAnalysis;
using Submission.Policy.Specification;
using Submission.Policy.Yaml;

namespace Submission.Cli.Policies;

/// <summary>Where a policy is.</summary>
/// <param name="Source">What reads it.</param>
/// <param name="Folder">Its folder, where golden cases may be; <see langword="null"/> for a single file and for the embedded policy.</param>
internal sealed record PolicyLocation(IPolicySpecProvider Source, string? Folder)
{
    public const string EmbeddedName = "@forpsi";
    private const string HeaderName = "policy.yaml";
    private const string UsualFolder = "specs/forpsi";

    /// <summary>Finds the policy that a command line means.</summary>
    /// <param name="path">The argument; <see langword="null"/> where there is none.</param>
    /// <param name="location">The policy where the method returns <see langword="true"/>. That its files can be opened is known by then, not what they hold.</param>
    /// <param name="problem">Why there is none.</param>
    public static bool TryFind(string? path, [NotNullWhen(true)] out PolicyLocation? location, [NotNullWhen(false)] out string? problem)
    {
        location = null;
        problem = null;
        if (path == EmbeddedName)
        {
            location = new PolicyLocation(PolicySpecs.Forpsi, null);
            return true;
        }

        path ??= File.Exists(HeaderName) ? "." : UsualFolder;
        bool isFolder = Directory.Exists(path);
        string file = isFolder ? Path.Combine(path, HeaderName) : path;
        problem = ProblemWith(file, path);
        if (problem is not null) return false;
        string? folder = isFolder ? path : Path.GetFileName(file) == HeaderName ? FolderOf(file) : null;
        location = new PolicyLocation(new YamlPolicyFolder(path), folder);
        return true;
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";

    private static string? ProblemWith(string file, string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return file == path
                ? $"There is no policy at '{path}'. Name the folder that holds {HeaderName}."
                : $"'{path}' holds no {HeaderName}. Name the folder of a policy{(path == UsualFolder ? "" : $", for example {UsualFolder}")}.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"The policy at '{path}' cannot be read: {exception.Message}";
        }
    }
}
