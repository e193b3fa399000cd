using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Schema;

/// <summary>The schema of a rule: the words of all rules, and exactly one kind.</summary>
internal static class RuleSchema
{
    private static readonly ImmutableArray<string> Stages = ["connect", "helo", "auth", "mail", "rcpt", "message"];

    public static JsonObject Create(IReadOnlyCollection<RuleKindDescription> kinds)
    {
        JsonObject words = CommonWords();
        var alternatives = new JsonArray();
        foreach (RuleKindDescription kind in kinds)
        {
            words[kind.Name] = CreateKind(kind);
            alternatives.Add((JsonNode)new JsonObject { ["required"] = new JsonArray(kind.Name) });
        }

        JsonObject schema = SchemaNode.Mapping("A rule: one check.", words, "rule", "stage");
        if (alternatives.Count > 0) schema["oneOf"] = alternatives;
        return schema;
    }

    private static JsonObject CommonWords() => new()
    {
        ["rule"] = SchemaNode.Reference("id", "The id of the rule, named by what it objects to."),
        ["about"] = SchemaNode.Text("One sentence on what the rule wants."),
        ["stage"] = SchemaNode.OneOrMore("When the rule is asked: one stage or several.", static () => SchemaNode.Choice("A stage of an SMTP session.", Stages)),
        ["when"] = SchemaNode.Reference("expression", "An expression that must be true for the rule to be asked."),
        ["unless"] = SchemaNode.Reference("expression", "An expression that exempts from the rule."),
        ["reply"] = SchemaNode.Reference("reply", "What the client is told: code, enhanced status and text with {fields}."),
        ["then"] = SchemaNode.Choice("What the rule does: refuse (the default), defer, close the connection, or hold for an operator.", "refuse", "defer", "close", "hold"),
        ["on-error"] = SchemaNode.Pattern("What an unavailable look-up, scanner or store means: defer (the default) or refuse, with a reply of its own, accept, or for limits share: this node counts by its part.", $"^{SchemaPatterns.OnError}$"),
        ["mode"] = SchemaNode.Pattern("enforce (the default), shadow (recorded, not enforced), or enforce 10% (a stable tenth of the accounts).", $"^{SchemaPatterns.Mode}$"),
        ["help"] = SchemaNode.Text("An address that is appended to the reply."),
    };

    private static JsonObject CreateKind(RuleKindDescription kind)
    {
        if (kind.IsExpression) return SchemaNode.Reference("expression", kind.About);
        if (!kind.Values.IsDefaultOrEmpty)
        {
            JsonObject value = SchemaNode.Choice(kind.About, kind.Values);
            return kind.Words.IsDefaultOrEmpty ? value : new JsonObject { ["description"] = kind.About, ["anyOf"] = new JsonArray(value, CreateWords(kind)) };
        }

        // A kind that does not tell its words takes what it takes.
        if (kind.Words.IsDefaultOrEmpty) return new JsonObject { ["description"] = kind.About };
        return CreateWords(kind);
    }

    private static JsonObject CreateWords(RuleKindDescription kind)
    {
        var words = new JsonObject();
        foreach (RuleKindWord word in kind.Words) words[word.Name] = CreateWord(word);
        return SchemaNode.Mapping(kind.About, words, kind.Words.Where(static word => word.IsRequired).Select(static word => word.Name));
    }

    private static JsonObject CreateWord(RuleKindWord word) => word.Type switch
    {
        RuleKindWordType.Text => CreateText(word, word.About),
        RuleKindWordType.Texts => SchemaNode.OneOrMore(word.About, () => CreateText(word, word.About)),
        RuleKindWordType.Expression => SchemaNode.Reference("expression", word.About),
        RuleKindWordType.Expressions => SchemaNode.OneOrMore(word.About, static () => SchemaNode.Reference("expression")),
        RuleKindWordType.Number => new JsonObject { ["description"] = word.About, ["type"] = "integer", ["minimum"] = 0 },
        RuleKindWordType.Duration => SchemaNode.Reference("duration", word.About),
        RuleKindWordType.Windows => CreateWindows(word.About),
        RuleKindWordType.Reply => SchemaNode.Reference("reply", word.About),
        _ => new JsonObject { ["description"] = word.About },
    };

    private static JsonObject CreateText(RuleKindWord word, string about) =>
        word.Choices.IsDefaultOrEmpty ? SchemaNode.Reference("value", about) : SchemaNode.Choice(about, word.Choices);

    private static JsonObject CreateWindows(string about)
    {
        JsonObject windows = SchemaNode.MapOf(about, new JsonObject { ["type"] = "integer", ["minimum"] = 0 });
        windows["propertyNames"] = SchemaNode.Reference("duration");
        windows["minProperties"] = 1;
        return windows;
    }
}
