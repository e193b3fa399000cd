using System.Collections.Concurrent;
using System.Collections.Immutable;
using Conformance.Worlds;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Conformance.Report;

/// <summary>All golden cases, played on one host.</summary>
/// <param name="Kind">The host.</param>
/// <param name="Rules">The rules that it asks.</param>
/// <param name="Unseen">The rules that it does not ask, or not everywhere.</param>
/// <param name="Plays">How the cases went, in the order of their names.</param>
internal sealed record HostRun(HostKind Kind, ImmutableArray<RuleSummary> Rules, ImmutableArray<UnseenRule> Unseen, ImmutableArray<CaseResult> Plays)
{
    /// <summary>Everything in which the host differs from the engine, ready to be read.</summary>
    public string Differences => string.Join(
        "\n", Plays.SelectMany(static result => result.Play.Differences).Select(static difference => difference.ToString()));

    /// <summary>Plays every case on a host of its own.</summary>
    public static async Task<HostRun> PlayAsync(HostKind kind)
    {
        var results = new ConcurrentBag<CaseResult>();
        (ImmutableArray<RuleSummary> rules, ImmutableArray<UnseenRule> unseen) = ([], []);
        await Parallel.ForEachAsync(
            (await GoldenCases.All).OrderByDescending(static golden => golden.Steps.Sum(Weight)),
            new ParallelOptions { MaxDegreeOfParallelism = kind.Parallel },
            async (golden, cancellationToken) =>
            {
                if (golden.Steps.Sum(Weight) > kind.MaximumSteps)
                {
                    results.Add(new CaseResult(golden, CasePlay.Empty, CaseSightKind.NotPlayed));
                    return;
                }

                var world = new CaseWorld(golden, GoldenCases.Policy);
                await using WireCaseHost host = await kind.StartAsync(world, cancellationToken);
                await using var player = new CasePlayer(host, golden, world.Clock, trace: null);
                CasePlay play = await player.PlayAsync(cancellationToken);
                results.Add(new CaseResult(golden, play, CaseSight.Of(golden, play, host.Engine.Unseen)));
                if (rules.IsDefaultOrEmpty) (rules, unseen) = (host.Engine.Rules, host.Engine.Unseen);
            });
        return new HostRun(kind, rules, unseen, [.. results.OrderBy(static result => result.Case.Name, StringComparer.Ordinal)]);
    }

    // The longest first, so that no core waits for the other at the end.
    private static int Weight(CaseStep step) => step is RepeatStep repeat ? repeat.Count * repeat.Steps.Sum(Weight) : 1;
}

/// <summary>How a case went on a host.</summary>
internal sealed record CaseResult(GoldenCase Case, CasePlay Play, CaseSightKind Sight);
