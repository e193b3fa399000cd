using System.Collections.Frozen;
using System.Collections.Immutable;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Attachments;

/// <summary>Refuses a message with an attachment whose name ends in a forbidden extension (check 14).</summary>
internal sealed class AttachmentsRule(
    RuleId id, PolicyStages stages, ForbiddenExtensions forbidden, ImmutableArray<AttachmentNameSource> sources, bool acceptsPartial, RuleReply reply, RuleReply incomplete)
    : IPolicyRule, IObservedRule, IMessageRule
{
    public RuleId Id { get; } = id;

    public PolicyStages Stages { get; } = stages;

    public IReadOnlyList<Fact> Facts { get; } = FactCatalog.TryGet("message.attachments", out Fact? fact) ? [fact, .. forbidden.Facts] : forbidden.Facts;

    public MessageNeeds Needs => MessageNeeds.Structure | reply.Needs | incomplete.Needs;

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        if (context.Message?.Structure is { } known) return new(Judge(context, known));
        return ReadAsync(context, cancellationToken);
    }

    private async ValueTask<Verdict> ReadAsync(PolicyContext context, CancellationToken cancellationToken)
    {
        LookupResult<MessageStructure> result = await context.ReadMessageAsync(cancellationToken).ConfigureAwait(false);
        return result.IsFound ? Judge(context, result.Value) : Verdict.Unavailable($"the message could not be read: {result.Reason}");
    }

    private Verdict Judge(PolicyContext context, MessageStructure structure)
    {
        if (!forbidden.TryGet(context, out FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> extensions, out string? error)) return Verdict.Unavailable(error);
        foreach (AttachmentName attachment in structure.Attachments)
        {
            int dot = attachment.Name.LastIndexOf('.');
            if (dot < 0 || !sources.Contains(attachment.Source) || !extensions.Contains(attachment.Name.AsSpan(dot + 1))) continue;
            return reply.Refuse(context, $"the attachment {MessageText.Quote(attachment.Name)} is forbidden, a name by {attachment.Source.ToString().ToLowerInvariant()}");
        }

        if (structure.HasPartialMessage && !acceptsPartial) return reply.Refuse(context, "a piece of a message that was cut up (message/partial)");
        return structure.Incomplete is { } bound ? incomplete.Refuse(context, $"the message was not read to its end: {bound}") : Verdict.Accept;
    }
}
