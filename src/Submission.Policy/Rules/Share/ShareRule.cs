using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Lookups;

namespace Submission.Policy.Rules.Share;

/// <summary>
/// Blocks whoever sends a larger batch of which too much is queued, has bounced, or goes to certain recipients (checks 11 to 11b). The figures are read when the next message
/// comes, at mail; the cheap answer of nearly every message needs one of the two.
/// </summary>
internal sealed class ShareRule : IPolicyRule, IObservedRule, IMessageRule, ICountingRule, IWatchingRule
{
    private readonly RuleReply _reply;
    private readonly CounterLimit _part;
    private readonly CounterLimit _total;
    private readonly string _reason;

    public ShareRule(RuleId id, ShareOptions options, RuleReply reply)
    {
        Id = id;
        Options = options;
        _reply = reply;
        Members = new ShareMembers(options);
        // More than a share of more than this many is more than this many: below, the size of the batch need not be known.
        _part = Limit(options.OnceOver * options.Percent / 100);
        _total = Limit(options.OnceOver);
        string what = options.Of switch { ShareOf.Queued => "are queued", ShareOf.Bounced => "have bounced", _ => "match " + options.Only?.Source };
        _reason = $"{(options.CountsRecipients ? "recipients" : "messages")} of the last {SpanText.Of(options.Within)} {what}";
        Facts = [.. options.Keys.SelectMany(static key => key.Expression.Facts).Distinct()];
        Counters =
        [
            .. options.Keys.SelectMany(key => new[]
            {
                new RuleCounter(key.TotalScope, _total, key.Scope, tellsOpening: false),
                new RuleCounter(key.PartScope, _part, key.Scope, tellsOpening: false),
            }),
        ];
    }

    public RuleId Id { get; }

    public PolicyStages Stages => PolicyStages.Mail;

    public ShareOptions Options { get; }

    /// <summary>Keeps the batches.</summary>
    public ShareMembers Members { get; }

    public IReadOnlyList<Fact> Facts { get; }

    public MessageNeeds Needs => _reply.Needs;

    public ImmutableArray<RuleCounter> Counters { get; }

    public ValueTask<Verdict> EvaluateAsync(PolicyContext context, CancellationToken cancellationToken) => AskFromAsync(context, 0, cancellationToken);

    public IEnumerable<CounterCharge> WatchedAtMail(PolicyContext context)
    {
        foreach (ShareKey key in Options.Keys)
        {
            if (!key.Expression.TryEvaluateSubject(context, out string? subject) || subject.Length == 0) continue;
            yield return new CounterCharge(key.Total(subject), _total, 1);
            yield return new CounterCharge(key.Part(subject), _part, 1);
        }
    }

    private CounterLimit Limit(long atMost) => new([new CounterWindow(Options.Within, atMost)], isDistinct: true);

    private ValueTask<Verdict> AskFromAsync(PolicyContext context, int first, CancellationToken cancellationToken)
    {
        for (int i = first; i < Options.Keys.Length; i++)
        {
            if (!Options.Keys[i].Expression.TryEvaluateSubject(context, out string? subject)) return new(Verdict.Unavailable("a key could not be evaluated"));
            if (subject.Length == 0) continue;
            ValueTask<Verdict> asking = AskAsync(context, i, subject, cancellationToken);
            if (!asking.IsCompletedSuccessfully) return ContinueAsync(context, i + 1, asking, cancellationToken);
            Verdict answer = asking.Result;
            if (answer.Kind != VerdictKind.Accept) return new(answer);
        }

        return new(Verdict.Accept);
    }

    private async ValueTask<Verdict> ContinueAsync(PolicyContext context, int next, ValueTask<Verdict> asking, CancellationToken cancellationToken)
    {
        Verdict answer = await asking.ConfigureAwait(false);
        return answer.Kind == VerdictKind.Accept ? await AskFromAsync(context, next, cancellationToken).ConfigureAwait(false) : answer;
    }

    private ValueTask<Verdict> AskAsync(PolicyContext context, int index, string subject, CancellationToken cancellationToken)
    {
        ValueTask<LookupResult<CounterBlock>> finding = context.Counters.FindBlockAsync(Options.Keys[index].Block(subject), cancellationToken);
        if (!finding.IsCompletedSuccessfully) return AwaitBlockAsync(context, index, subject, finding, cancellationToken);
        LookupResult<CounterBlock> found = finding.Result;
        return found.IsAbsent ? ReadAsync(context, index, subject, cancellationToken) : new(Answer(context, found));
    }

    private async ValueTask<Verdict> AwaitBlockAsync(
        PolicyContext context, int index, string subject, ValueTask<LookupResult<CounterBlock>> finding, CancellationToken cancellationToken)
    {
        LookupResult<CounterBlock> found = await finding.ConfigureAwait(false);
        return found.IsAbsent ? await ReadAsync(context, index, subject, cancellationToken).ConfigureAwait(false) : Answer(context, found);
    }

    private Verdict Answer(PolicyContext context, in LookupResult<CounterBlock> found) =>
        found.IsFound ? _reply.Refuse(context, found.Value.Reason) : Verdict.Unavailable(found.Reason ?? "the counter store does not answer");

    private ValueTask<Verdict> ReadAsync(PolicyContext context, int index, string subject, CancellationToken cancellationToken)
    {
        ValueTask<CounterReading> reading = context.Counters.ReadAsync(Options.Keys[index].Part(subject), _part, cancellationToken);
        if (!reading.IsCompletedSuccessfully) return JudgeAsync(context, index, subject, reading, cancellationToken);
        CounterReading part = reading.Result;
        return part is { State: LookupState.Found, IsExceeded: false } ? new(Verdict.Accept) : JudgeAsync(context, index, subject, new(part), cancellationToken);
    }

    private async ValueTask<Verdict> JudgeAsync(PolicyContext context, int index, string subject, ValueTask<CounterReading> reading, CancellationToken cancellationToken)
    {
        CounterReading part = await reading.ConfigureAwait(false);
        (bool isKnown, CounterBlock? block) = await FindExcessAsync(context, Options.Keys[index], subject, part, cancellationToken).ConfigureAwait(false);
        if (!isKnown) return Verdict.Unavailable("the counter store does not answer");
        if (block is null) return Verdict.Accept;
        await context.Counters.BlockAsync(block, cancellationToken).ConfigureAwait(false);
        await BlockOthersAsync(context, index + 1, cancellationToken).ConfigureAwait(false);
        return _reply.Refuse(context, block.Reason);
    }

    // Every key at once: an operator who lifts a block must not meet the next one only afterwards.
    private async ValueTask BlockOthersAsync(PolicyContext context, int first, CancellationToken cancellationToken)
    {
        for (int i = first; i < Options.Keys.Length; i++)
        {
            ShareKey key = Options.Keys[i];
            if (!key.Expression.TryEvaluateSubject(context, out string? subject) || subject.Length == 0) continue;
            CounterReading part = await context.Counters.ReadAsync(key.Part(subject), _part, cancellationToken).ConfigureAwait(false);
            (_, CounterBlock? block) = await FindExcessAsync(context, key, subject, part, cancellationToken).ConfigureAwait(false);
            if (block is not null) await context.Counters.BlockAsync(block, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<(bool IsKnown, CounterBlock? Block)> FindExcessAsync(
        PolicyContext context, ShareKey key, string subject, CounterReading part, CancellationToken cancellationToken)
    {
        if (part.State != LookupState.Found) return (false, null);
        if (!part.IsExceeded) return (true, null);
        CounterReading total = await context.Counters.ReadAsync(key.Total(subject), _total, cancellationToken).ConfigureAwait(false);
        if (total.State != LookupState.Found) return (false, null);
        if (total.Used <= Options.OnceOver || part.Used * 100 <= total.Used * Options.Percent) return (true, null);
        return (true, new CounterBlock(key.Block(subject), context.Now, context.Now + Options.BlockFor, $"{part.Used} of {total.Used} {_reason}"));
    }
}
