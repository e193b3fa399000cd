namespace Submission.Cli.Session;

/// <summary>A line as it may be shown: without the password in it.</summary>
internal static class EchoedLine
{
    private const string Hidden = "****";

    public static string Of(string line, bool isInAuth)
    {
        if (isInAuth) return line is "*" ? line : Hidden;
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3) return line;
        if (words[0].Equals("AUTH", StringComparison.OrdinalIgnoreCase)) return $"{words[0]} {words[1]} {Hidden}";
        return words[0] is ":account" ? string.Join(' ', (string[])[words[0], words[1], Hidden, .. words[3..]]) : line;
    }
}
