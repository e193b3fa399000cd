using System.Collections.Immutable;
using Submission.Gateway.Routing;
using Submission.Policy.Specification;

namespace Submission.Gateway.Tls.Levels;

/// <summary>What a delivery policy says of TLS. Immutable and thread-safe.</summary>
/// <param name="Level">What is demanded.</param>
/// <param name="IsReturned">Whether mail goes back at once where the domain has not published what the level needs; otherwise it waits.</param>
/// <param name="Names">What certificates must have one of for <see cref="TlsLevel.Authenticated"/>, a dot before a name standing for all below it; empty for what is proven otherwise.</param>
internal sealed record TlsLevelRule(TlsLevel Level, bool IsReturned, ImmutableArray<string> Names)
{
    private const int MaximumNames = 100;
    private const string LevelWord = "tls";
    private const string UnmetWord = "tls_unmet";
    private const string NamesWord = "tls_names";

    private static readonly string[] LevelNames = ["published", "none", "opportunistic", "encrypted", "authenticated", "mta-sts", "dane"];
    private static readonly string[] UnmetNames = ["defer", "return"];

    /// <summary>The rule of a policy that says nothing.</summary>
    public static TlsLevelRule Default { get; } = new(TlsLevel.Published, IsReturned: false, []);

    /// <summary>The words.</summary>
    public static ReadOnlySpan<string> Words => AllWords;

    private static readonly string[] AllWords = [LevelWord, UnmetWord, NamesWord];

    /// <summary>What a mapping says, and for the rest what it inherits.</summary>
    public static TlsLevelRule Read(PolicyNode node, TlsLevelRule inherited, List<SpecError> errors)
    {
        int? level = Choice(node, LevelWord, LevelNames, errors);
        int? unmet = Choice(node, UnmetWord, UnmetNames, errors);
        TlsLevel wanted = level is { } chosen ? (TlsLevel)chosen : inherited.Level;
        return new TlsLevelRule(wanted, unmet is { } way ? way == 1 : inherited.IsReturned, node.Find(NamesWord) is { } list ? ReadNames(node, list, wanted, errors) : inherited.Names);
    }

    private static ImmutableArray<string> ReadNames(PolicyNode node, SpecNode list, TlsLevel level, List<SpecError> errors)
    {
        if (level != TlsLevel.Authenticated) errors.Add(new SpecError(list.Location, $"'{NamesWord}' is for '{LevelWord}: authenticated' only."));
        if (list is SpecSequence { Items.Length: 0 or > MaximumNames }) errors.Add(new SpecError(list.Location, $"'{NamesWord}' has 1 to {MaximumNames} names."));
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (SpecScalar text in node.Texts(NamesWord))
        {
            bool isWild = text.Value.StartsWith("*.", StringComparison.Ordinal);
            if (DomainName.TryParse(isWild ? text.Value[2..] : text.Value, out DomainName? name)) names.Add(isWild ? "." + name.Value : name.Value);
            else errors.Add(new SpecError(text.Location, $"'{text.Value}' is no name of a certificate.", "Write a name, or *. and a name for all names below it."));
        }

        return names.DrainToImmutable();
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
