using System.Collections.Immutable;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Attachments;

internal sealed class AttachmentsKind() : RuleKind(new RuleKindDescription(
    "attachments",
    "Refuses where the name of a part, in any plausible reading and at any depth, ends in a forbidden extension.",
    [
        new("forbidden", RuleKindWordType.Expression, true, "The extensions: a list of texts without a dot; upper and lower case are the same."),
        new("names", RuleKindWordType.Texts, false, "The names that count: all but description by default.", [.. Sources.Keys]),
        new("partial", RuleKindWordType.Text, false, "What a piece of a message that was cut up (message/partial) means, in which nobody can look: refuse (the default) or accept.", ["refuse", "accept"]),
        new("incomplete", RuleKindWordType.Reply, false, $"The reply where a message is too complex to be read to its end and no forbidden name was found before; {DefaultIncomplete} by default."),
    ]))
{
    private const string DefaultIncomplete = "550 5.6.0 {id} message too complex to be checked";

    private static readonly Dictionary<string, AttachmentNameSource> Sources = new(StringComparer.Ordinal)
    {
        ["disposition"] = AttachmentNameSource.Disposition,
        ["type"] = AttachmentNameSource.Type,
        ["location"] = AttachmentNameSource.Location,
        ["text"] = AttachmentNameSource.Text,
        ["container"] = AttachmentNameSource.Container,
        ["description"] = AttachmentNameSource.Description,
    };

    public override IPolicyRule? Build(RuleBinder binder)
    {
        CompiledExpression? forbidden = binder.Expression("forbidden", required: true, ExpressionType.StringList);
        ImmutableArray<AttachmentNameSource> sources = ReadSources(binder);
        bool acceptsPartial = binder.Choice("partial", required: false, "refuse", "accept") is "accept";
        RuleReply? incomplete = binder.ReplyAt("incomplete", required: false);
        MessageStage.Require(binder);
        ImmutableArray<string> extensions = [];
        if (forbidden is not null && forbidden.TryEvaluateConstant(out extensions)) CheckExtensions(binder, extensions);
        if (forbidden is null || binder.HasErrors) return null;
        return new AttachmentsRule(
            binder.Id,
            binder.Stages,
            forbidden.IsConstant ? new ForbiddenExtensions(extensions) : new ForbiddenExtensions(forbidden),
            sources,
            acceptsPartial,
            binder.Reply,
            incomplete ?? RuleReply.Parse(binder.Id.Value, DefaultIncomplete, binder.Stages));
    }

    private static ImmutableArray<AttachmentNameSource> ReadSources(RuleBinder binder)
    {
        ImmutableArray<AttachmentNameSource>.Builder sources = ImmutableArray.CreateBuilder<AttachmentNameSource>();
        foreach (SpecScalar scalar in binder.Texts("names", required: false))
        {
            if (Sources.TryGetValue(scalar.Value, out AttachmentNameSource source)) sources.Add(source);
            else binder.Error(scalar.Location, $"'{scalar.Value}' is not where a name can stand.", RuleBinder.Suggest(scalar.Value, Sources.Keys));
        }

        return sources.Count > 0 ? sources.ToImmutable() : [.. Sources.Values.Where(static source => source != AttachmentNameSource.Description)];
    }

    // What stands behind the last dot of a name holds no dot: such an extension would forbid nothing, and nobody would notice.
    private static void CheckExtensions(RuleBinder binder, ImmutableArray<string> extensions)
    {
        SpecLocation location = ((SpecMapping)binder.Value).TryGet("forbidden", out SpecEntry? entry) ? entry.Value.Location : binder.Location;
        foreach (string extension in extensions)
        {
            if (extension.Length > 0 && !extension.Contains('.', StringComparison.Ordinal) && extension.AsSpan().Trim().Length == extension.Length) continue;
            string mended = extension[(extension.LastIndexOf('.') + 1)..].Trim();
            binder.Error(location, $"'{extension}' is no extension.", mended.Length == 0 ? "Write for example 'exe'." : $"Write '{mended}'.");
        }
    }
}
