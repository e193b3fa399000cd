using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Engine;
using Submission.Policy.Lookups;
using Submission.Policy.Rules;

namespace Submission.Policy;

/// <summary>
/// What the policy in force has counted of somebody, and whom it blocks: what operators ask for and take back. Thread-safe. A subject is written as an operator would: an address, an
/// IP address (of an IPv6 client its network of 64 bits is meant), a domain, or any text that a key gives. A counter that the store does not tell is left out.
/// </summary>
public sealed class PolicyUsage
{
    private readonly Func<CompiledPolicy> _policy;
    private readonly ICounterStore _counters;

    internal PolicyUsage(Func<CompiledPolicy> policy, ICounterStore counters)
    {
        _policy = policy;
        _counters = counters;
    }

    /// <summary>Reads every window that holds something of a subject, or whose rule blocks it.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>In the order of the policy; none where nothing is counted.</returns>
    public async ValueTask<ImmutableArray<LimitUsage>> ReadAsync(string subject, CancellationToken cancellationToken = default)
    {
        ImmutableArray<LimitUsage>.Builder usages = ImmutableArray.CreateBuilder<LimitUsage>();
        foreach (string name in SubjectText.Readings(subject))
        {
            foreach ((RuleId rule, RuleCounter counter) in Counters(null))
            {
                CounterBlock? block = null;
                if (counter.BlockScope is { } scope)
                    block = (await _counters.FindBlockAsync(new CounterKey(scope, name), cancellationToken).ConfigureAwait(false)).Value;
                var key = new CounterKey(counter.Scope, name);
                foreach (RuleCounter.WindowView view in counter.Windows)
                {
                    CounterReading reading = await _counters.ReadAsync(key, view.Limit, cancellationToken).ConfigureAwait(false);
                    if (reading.State != LookupState.Found || (reading.Used == 0 && block is null)) continue;
                    CounterReading full = view.Full is null ? default : await _counters.ReadAsync(key, view.Full, cancellationToken).ConfigureAwait(false);
                    usages.Add(new LimitUsage(rule, key, view.Window, reading.Used, full.IsExceeded ? full.OpensAt : null, block));
                }
            }
        }

        return usages.ToImmutable();
    }

    /// <summary>Forgets what is counted of a subject; reservations under way and blocks stay.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="rule">The rule whose counters are meant; <see langword="null"/> (the default) for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many counters held something.</returns>
    public async ValueTask<int> ResetAsync(string subject, RuleId? rule = null, CancellationToken cancellationToken = default)
    {
        int count = 0;
        foreach (string name in SubjectText.Readings(subject))
        {
            foreach ((_, RuleCounter counter) in Counters(rule))
            {
                if (await _counters.ResetAsync(new CounterKey(counter.Scope, name), cancellationToken).ConfigureAwait(false)) count++;
            }
        }

        return count;
    }

    /// <summary>Tells every block that stands.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Found with the blocks, the first to end first; unavailable where the store does not answer.</returns>
    public ValueTask<LookupResult<ImmutableArray<CounterBlock>>> BlocksAsync(CancellationToken cancellationToken = default) =>
        _counters.ListBlocksAsync(cancellationToken);

    /// <summary>Ends the blocks of a subject, and forgets what the rules that blocked it have counted of it, so that its next message is not blocked again.</summary>
    /// <param name="subject">Who.</param>
    /// <param name="rule">The rule whose blocks are meant; <see langword="null"/> (the default) for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many blocks were ended.</returns>
    public async ValueTask<int> LiftAsync(string subject, RuleId? rule = null, CancellationToken cancellationToken = default)
    {
        ImmutableArray<string> names = SubjectText.Readings(subject);
        LookupResult<ImmutableArray<CounterBlock>> blocks = await _counters.ListBlocksAsync(cancellationToken).ConfigureAwait(false);
        int count = 0;
        foreach (CounterBlock block in blocks.IsFound ? blocks.Value : [])
        {
            string by = RuleOf(block.Key);
            if (!names.Contains(block.Key.Subject, StringComparer.Ordinal) || (rule is { } only && !string.Equals(by, only.Value, StringComparison.Ordinal))) continue;

            // What was counted first: a message that comes in between is refused by the old block rather than blocked anew.
            foreach ((RuleId id, RuleCounter counter) in Counters(null))
            {
                if (string.Equals(id.Value, by, StringComparison.Ordinal))
                    await _counters.ResetAsync(new CounterKey(counter.Scope, block.Key.Subject), cancellationToken).ConfigureAwait(false);
            }

            if (await _counters.LiftBlockAsync(block.Key, cancellationToken).ConfigureAwait(false)) count++;
        }

        return count;
    }

    private static string RuleOf(CounterKey key) => key.Scope.Split('/')[0];

    private IEnumerable<(RuleId Rule, RuleCounter Counter)> Counters(RuleId? only)
    {
        foreach (CompiledRule rule in _policy().Rules)
        {
            if (rule.Rule is not ICountingRule counting || (only is { } id && id != rule.Id)) continue;
            foreach (RuleCounter counter in counting.Counters) yield return (rule.Id, counter);
        }
    }
}
