using System.Globalization;
using Submission.Policy.Lookups;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary><c>:virus …</c> and <c>:spam …</c>: what the scanners say of every message that does not bring its own.</summary>
internal static class ScannerFact
{
    private const string Unavailable = "unavailable";

    /// <returns>What is wrong; <see langword="null"/> where the scanner says so now.</returns>
    public static string? ReadVirus(string[] words, FakeWorld world)
    {
        if (words.Length != 1) return "Say :virus clean, :virus unavailable, or :virus and the name of a virus.";
        world.VirusScanner.Answer = Virus(words[0]);
        return null;
    }

    /// <returns>What is wrong; <see langword="null"/> where the scanner says so now.</returns>
    public static string? ReadSpam(string[] words, FakeWorld world)
    {
        if (words.Length != 1 || Spam(words[0]) is not { } answer) return "Say :spam ham, :spam spam, :spam unavailable, a score as in :spam 12.5, or :spam ham:3.5.";
        world.SpamScanner.Answer = answer;
        return null;
    }

    public static LookupResult<string> Virus(string word) => word switch
    {
        "clean" => FakeVirusScanner.Clean,
        Unavailable => LookupResult<string>.Unavailable("the virus scanner does not answer"),
        _ => LookupResult<string>.Found(word),
    };

    /// <summary>A score alone is that of spam.</summary>
    /// <returns>The answer; <see langword="null"/> where it is none.</returns>
    public static LookupResult<SpamScan>? Spam(string word)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        const string Ham = "ham:";
        bool isHam = word.StartsWith(Ham, StringComparison.Ordinal);
        return word switch
        {
            "ham" => FakeSpamScanner.Ham,
            "spam" => FakeSpamScanner.Spam,
            Unavailable => LookupResult<SpamScan>.Unavailable("the spam scanner does not answer"),
            _ => double.TryParse(isHam ? word.AsSpan(Ham.Length) : word, Styles, CultureInfo.InvariantCulture, out double score) && double.IsFinite(score)
                ? LookupResult<SpamScan>.Found(new SpamScan(!isHam, score))
                : null,
        };
    }
}
