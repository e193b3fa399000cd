using Submission.Gateway.Routing;
using Submission.Policy.Specification;

namespace Submission.Gateway.Tls.Levels;

/// <summary>What a delivery policy says of TLS. Immutable and thread-safe.</summary>
/// <param name="Level">What is demanded.</param>
/// <param name="IsReturned">Whether mail goes back at once where the domain has not published what the level needs; otherwise it waits.</param>
internal sealed record TlsLevelRule(TlsLevel Level, bool IsReturned)
{
    private const string LevelWord = "tls";
    private const string UnmetWord = "tls_unmet";

    private static readonly string[] LevelNames = ["published", "none", "opportunistic", "encrypted", "authenticated", "mta-sts", "dane"];
    private static readonly string[] UnmetNames = ["defer", "return"];

    /// <summary>The rule of a policy that says nothing.</summary>
    public static TlsLevelRule Default { get; } = new(TlsLevel.Published, IsReturned: false);

    /// <summary>The words.</summary>
    public static ReadOnlySpan<string> Words => AllWords;

    private static readonly string[] AllWords = [LevelWord, UnmetWord];

    /// <summary>What a mapping says, and for the rest what it inherits.</summary>
    public static TlsLevelRule Read(PolicyNode node, TlsLevelRule inherited, List<SpecError> errors)
    {
        int? level = Choice(node, LevelWord, LevelNames, errors);
        int? unmet = Choice(node, UnmetWord, UnmetNames, errors);
        return new TlsLevelRule(level is { } chosen ? (TlsLevel)chosen : inherited.Level, unmet is { } way ? way == 1 : inherited.IsReturned);
    }

    private static int? Choice(PolicyNode node, string word, string[] names, List<SpecError> errors)
    {
        if (node.Optional(word) is not { } text) return null;
        int found = Array.IndexOf(names, text.Value);
        if (found >= 0) return found;
        string? nearest = Spelling.Nearest(text.Value, names);
        errors.Add(new SpecError(text.Location, $"'{word}' is one of {string.Join(", ", names)}, and not '{text.Value}'.", nearest is null ? null : $"Did you mean '{nearest}'?"));
        return null;
    }
}
