namespace Submission.Policy.Yaml.Files;

/// <summary>Where the files of a policy stand.</summary>
internal static class PolicyPaths
{
    public const string Header = "policy.yaml";
    public const string RuleFolder = "rules";
    public const string Extension = ".yaml";

    /// <summary>Whether the file stands in the folder of the rules itself, and not hidden.</summary>
    public static bool IsInRuleFolder(string path) =>
        path.StartsWith(RuleFolder + "/", StringComparison.Ordinal) && path.LastIndexOf('/') == RuleFolder.Length && path[RuleFolder.Length + 1] != '.';

    /// <summary>Why a path that a policy names cannot be one within its folder; <see langword="null"/> where it can.</summary>
    public static string? FindFault(string path)
    {
        if (path.Length == 0) return "is empty";
        if (path.Contains('\\')) return "has a \\ in it";
        if (path[0] == '/' || (path.Length > 1 && path[1] == ':')) return "is absolute";
        return path.Split('/').Contains("..", StringComparer.Ordinal) ? "has .. in it" : null;
    }
}
