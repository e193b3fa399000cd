using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Trust.Spf;

/// <summary>Tells whether a client may send for a sender, as the sender's domain publishes it (RFC 7208). Thread-safe; holds no resource that needs an end.</summary>
public sealed class SpfEvaluator
{
    private const string Postmaster = "postmaster";

    private readonly IDnsRecordResolver _dns;
    private readonly SpfOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates an evaluator.</summary>
    /// <param name="dns">Where records are looked up.</param>
    /// <param name="options">The bounds; <see langword="null"/> means the defaults.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> means the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of its range.</exception>
    public SpfEvaluator(IDnsRecordResolver dns, SpfOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(dns);
        (_dns, _options, _time) = (dns, (options ?? new()).Validated(), timeProvider ?? TimeProvider.System);
    }

    /// <summary>Checks a client.</summary>
    /// <param name="query">The question.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>What it comes to, within <see cref="SpfOptions.Budget"/>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async ValueTask<SpfResult> CheckAsync(SpfQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        (string local, string domain) = Split(query);
        if (!IsCheckable(domain)) return new SpfResult(SpfOutcome.None) { Reason = "there is no domain name to check" };

        IPAddress client = query.Client.IsIPv4MappedToIPv6 ? query.Client.MapToIPv4() : query.Client;
        SpfLookups lookups = new(_dns, client, _options);
        SpfCheck check = new(lookups, new MacroExpansion(query, client, local, domain, _time), client);
        using CancellationTokenSource budget = new(_options.Budget, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellationToken);
        SpfVerdict? verdict = null;
        string? explanation = null;
        try
        {
            verdict = await check.EvaluateAsync(domain, either.Token).ConfigureAwait(false);
            explanation = await check.ExplainAsync(verdict, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            verdict ??= new SpfVerdict(SpfOutcome.TemporaryError, domain, null, null, "the check took too long");
        }

        return new SpfResult(verdict.Outcome)
        {
            Domain = verdict.Domain,
            Term = verdict.Term,
            Reason = verdict.Reason,
            Explanation = explanation,
            Lookups = lookups.Count,
            VoidLookups = lookups.Voids,
        };
    }

    private static (string Local, string Domain) Split(SpfQuery query)
    {
        if (query.Sender.Length == 0) return (Postmaster, Bare(query.Helo));
        int at = query.Sender.LastIndexOf('@');
        return (at > 0 ? query.Sender[..at] : Postmaster, Bare(query.Sender[(at + 1)..]));
    }

    private static string Bare(string domain) => domain.EndsWith('.') ? domain[..^1] : domain;

    // Section 4.3: a name of several labels, none empty or too long, and no address literal.
    private static bool IsCheckable(string domain)
    {
        if (domain.Length is 0 or > 253 || domain[0] == '[' || !domain.Contains('.', StringComparison.Ordinal)) return false;
        foreach (Range label in domain.AsSpan().Split('.'))
        {
            if (domain.AsSpan(label).Length is 0 or > 63) return false;
        }

        return true;
    }
}
