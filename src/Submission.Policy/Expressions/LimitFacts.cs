using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Submission.Policy.Expressions;

/// <summary>
/// Facts that mean something else to a limit on messages, which is judged at several stages and charges once: the size is the declared one until the data has ended, and the
/// recipient is each accepted one at the end.
/// </summary>
internal static class LimitFacts
{
    private const PolicyStages FromMail = PolicyStages.Mail | PolicyStages.Rcpt | PolicyStages.Message;
    private const PolicyStages Recipients = PolicyStages.Rcpt | PolicyStages.Message;

    /// <summary>The size of the message as far as it is known.</summary>
    public static Fact Size { get; } = new(
        "message.size",
        FromMail,
        new FactNode<long>(ExpressionType.Int, static (ref e) => e.Context.Message?.Size ?? e.Context.Mail.DeclaredSize ?? 0),
        "The real size of the message in octets; before the end of its data what was declared, 0 where nothing was.",
        FactForm.Free);

    private static readonly FrozenDictionary<string, Fact> ByName =
        new[] { Size, EachRecipient("recipient.address"), EachRecipient("recipient.domain") }.ToFrozenDictionary(static fact => fact.Name, StringComparer.Ordinal);

    /// <summary>The meaning of a fact within a limit on messages, where it has one of its own.</summary>
    public static bool TryGet(Fact fact, [NotNullWhen(true)] out Fact? within) => ByName.TryGetValue(fact.Name, out within);

    /// <summary>Whether a fact is the size of the message, whatever it stands in.</summary>
    public static bool IsSize(Fact fact) => string.Equals(fact.Name, Size.Name, StringComparison.Ordinal);

    /// <summary>Whether a fact is one of the recipient, whatever it stands in.</summary>
    public static bool IsOfRecipient(Fact fact) => fact.Name.StartsWith("recipient.", StringComparison.Ordinal);

    // The same node, so that what is known of the fact's form holds here, too.
    private static Fact EachRecipient(string name) => FactCatalog.TryGet(name, out Fact? fact)
        ? new Fact(name, Recipients, fact.Node, fact.About, fact.Form)
        : throw new InvalidOperationException($"There is no fact '{name}'.");
}
