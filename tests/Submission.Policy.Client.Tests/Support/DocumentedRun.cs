using System.Text.RegularExpressions;

namespace Submission.Policy.Client.Tests.Support;

/// <summary>A command on a page, and what the page says that it prints.</summary>
/// <param name="Page">The page, relative to the repository.</param>
/// <param name="Command">The command.</param>
/// <param name="Output">Its output, without the ids, which differ from run to run.</param>
internal sealed partial record DocumentedRun(string Page, string Command, string Output)
{
    /// <summary>Reads the console blocks of a page that begin with a program.</summary>
    public static IEnumerable<DocumentedRun> Read(string page, string program)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Path, page)).ReplaceLineEndings("\n");
        foreach (Match block in ConsoleBlock().Matches(text))
        {
            foreach (string part in block.Groups["lines"].Value.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
            {
                int end = part.IndexOf('\n', StringComparison.Ordinal);
                if (part.StartsWith(program + " ", StringComparison.Ordinal)) yield return new DocumentedRun(page, part[..end], WithoutIds(part[(end + 1)..]));
            }
        }
    }

    public static string WithoutIds(string output) => Id().Replace(output.ReplaceLineEndings("\n"), "ID");

    [GeneratedRegex("```console\n(?<lines>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ConsoleBlock();

    [GeneratedRegex(@"\b[0-9A-Za-z]{22}\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Id();
}
