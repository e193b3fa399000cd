using System.Diagnostics.CodeAnalysis;
using Submission.Policy.Expressions;
using Submission.Policy.Lookups;

namespace Submission.Policy.Engine;

/// <summary>
/// Finds out what rules need to know of the message: when the first rule that needs it has its turn, so that what is refused before is neither read nor scanned.
/// Belongs to a session; not thread-safe.
/// </summary>
internal sealed class MessageInquiry(PolicyContext context, EngineLog log)
{
    // Facts of the message are known at one stage only; what would read them at another one does not compile.
    private const MessageNeeds Everything = ~MessageNeeds.None;
    private CompiledRule[] _rules = [];
    private MessageNeeds _known = Everything;
    private bool _startsScanners;
    private CancellationToken _cancellationToken;

    /// <summary>What a question that had to be waited for answers: the rule for which it was asked is to be asked now.</summary>
    public static Verdict AskAgain { get; } = Verdict.Unavailable("what the rule needs to know of the message is known by now");

    /// <summary>Begins the stage of the message.</summary>
    /// <param name="rules">Its rules.</param>
    /// <param name="startsScanners">Whether more than one question goes to the scanners, so that they are to be started together.</param>
    /// <param name="cancellationToken">Ends every wait.</param>
    public void Begin(CompiledRule[] rules, bool startsScanners, CancellationToken cancellationToken)
    {
        _rules = rules;
        _cancellationToken = cancellationToken;
        _startsScanners = startsScanners;
        // The rule that looks for viruses waits for the scanner itself.
        _known = context.Message?.Structure is null ? MessageNeeds.Virus : MessageNeeds.Virus | MessageNeeds.Structure;
    }

    /// <summary>Ends the stage, and what nobody waits for any more.</summary>
    public ValueTask EndAsync()
    {
        _startsScanners = false;
        _known = Everything;
        return context.MessageLookups.EndAsync();
    }

    /// <summary>Starts the scanners that this rule and those behind it will ask, at the first rule that asks one: each takes its time.</summary>
    public void StartScanners(int rule)
    {
        if (_startsScanners && (_rules[rule].Needs & MessageNeeds.Scanners) != MessageNeeds.None) StartScannersFrom(rule);
    }

    /// <summary>Finds out what is not known yet. Whether or not that succeeds, the rule can be asked then: its facts tell why they cannot be read.</summary>
    /// <returns>Whether it is known by now; otherwise <paramref name="pending"/> is to be awaited, and gives <see cref="AskAgain"/>.</returns>
    public bool TryFindOut(MessageNeeds needs, [NotNullWhen(false)] out Task<Verdict>? pending)
    {
        pending = null;
        if (Knows(needs)) return true;
        pending = FindOutAsync(needs);
        return pending.IsCompletedSuccessfully;
    }

    private bool Knows(MessageNeeds needs) => (needs & ~_known) == MessageNeeds.None;

    private void StartScannersFrom(int rule)
    {
        _startsScanners = false;
        foreach (CompiledRule later in _rules.AsSpan(rule))
        {
            try
            {
                StartScanners(later);
            }
            catch (Exception exception) when (!_cancellationToken.IsCancellationRequested)
            {
                // The evaluation will meet the same bug and answer for it.
                log.RuleFailed(later.Id, context.Id, exception);
            }
        }
    }

    private async Task<Verdict> FindOutAsync(MessageNeeds needs)
    {
        needs &= ~_known;
        // It goes on while the message is read.
        if (needs.HasFlag(MessageNeeds.Spam)) _ = context.MessageLookups.SpamAsync(context, _cancellationToken);
        if (needs.HasFlag(MessageNeeds.Structure)) await context.ReadMessageAsync(_cancellationToken).ConfigureAwait(false);
        if (needs.HasFlag(MessageNeeds.Spam)) await context.ScanForSpamAsync(_cancellationToken).ConfigureAwait(false);
        _known |= needs;
        return AskAgain;
    }

    private void StartScanners(CompiledRule rule)
    {
        MessageNeeds needs = rule.Needs & MessageNeeds.Scanners;
        if (needs == MessageNeeds.None) return;
        // Where the conditions cannot be told yet, nothing is sure to be asked but what they ask themselves.
        if (!Knows(rule.ConditionNeeds)) needs &= rule.ConditionNeeds;
        else if (!rule.TryApplies(context, out bool applies) || !applies) return;
        if (needs.HasFlag(MessageNeeds.Virus)) _ = context.MessageLookups.VirusAsync(context, _cancellationToken);
        if (needs.HasFlag(MessageNeeds.Spam)) _ = context.MessageLookups.SpamAsync(context, _cancellationToken);
    }
}
