namespace Submission.Policy.Yaml.Reading;

/// <summary>Shortens what a file says before it is repeated in a message.</summary>
internal static class Excerpt
{
    private const int MaximumLength = 64;

    public static string Of(string text)
    {
        string line = text.Replace('\n', ' ').Replace('\t', ' ');
        return line.Length <= MaximumLength ? line : string.Concat(line.AsSpan(0, MaximumLength), "…");
    }
}
