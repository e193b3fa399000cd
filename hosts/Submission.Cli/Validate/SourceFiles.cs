using System.Text;
using Submission.Policy.Specification;

namespace Submission.Cli.Validate;

/// <summary>The lines that errors speak of. A file that cannot be read, or is too large to be a policy, has none to show.</summary>
internal sealed class SourceFiles
{
    private const int MaximumBytes = 1024 * 1024;
    private readonly Dictionary<string, string[]> _lines = new(StringComparer.Ordinal);

    public string? Line(SpecLocation location)
    {
        if (!_lines.TryGetValue(location.File, out string[]? lines)) _lines.Add(location.File, lines = Read(location.File));
        return location.Line >= 1 && location.Line <= lines.Length ? lines[location.Line - 1] : null;
    }

    private static string[] Read(string file)
    {
        try
        {
            var info = new FileInfo(file);
            if (!info.Exists || info.Length > MaximumBytes) return [];
            return [.. Encoding.UTF8.GetString(File.ReadAllBytes(file)).TrimStart('\uFEFF').Split('\n').Select(static line => line.TrimEnd('\r'))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return [];
        }
    }
}
