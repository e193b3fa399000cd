using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Signing.Activation;
using Submission.Gateway.Signing.Keys;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing;

/// <summary>
/// The domains that the gateway signs for, and their keys. Domains of customers come by themselves with their first message; any other is activated by an operator. Thread-safe.
/// </summary>
public sealed class DkimDomains
{
    private readonly ConcurrentDictionary<string, DkimDomain> _domains = new(StringComparer.Ordinal);
    private readonly DkimDomainWork _work;
    private readonly DkimSigningOptions _options;
    private readonly TimeProvider _time;
    private volatile TaskCompletionSource _news = NewSignal();

    /// <exception cref="DkimKeyException">A file of the keys cannot be used.</exception>
    internal DkimDomains(DkimSigningOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time) = (options, time);
        var store = new DkimKeyStore(options.KeyDirectory, options.Secret);
        _work = new DkimDomainWork(options, store, time, logger);
        foreach (DkimDomainState state in store.ReadStates()) _domains[state.Domain] = DkimDomain.Open(state, store);
    }

    /// <summary>The domains that are known, in the order of their names.</summary>
    public IReadOnlyList<DkimDomainState> List() => [.. _domains.Values.Select(static domain => domain.State).OrderBy(static state => state.Domain, StringComparer.Ordinal)];

    /// <summary>Finds a domain.</summary>
    /// <param name="domain">The domain, canonical.</param>
    /// <returns>What is known of it; <see langword="null"/> where nothing is.</returns>
    public DkimDomainState? Find(string domain) => _domains.TryGetValue(domain, out DkimDomain? found) ? found.State : null;

    /// <summary>Begins with a domain: keys are made, and their records are published, or wait to be. One that is known already is gone on with, and its records are published anew.</summary>
    /// <param name="domain">The domain, canonical.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of it.</returns>
    public async ValueTask<DkimDomainState> ActivateAsync(string domain, CancellationToken cancellationToken)
    {
        DkimDomain entry = _domains.GetOrAdd(DomainName.Parse(domain).Value, static name => DkimDomain.Begin(name));
        return await ChangeAsync(entry, DkimLifecycle.Activated, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes new keys for a domain; the old ones sign until the new are seen in DNS.</summary>
    /// <param name="domain">The domain, canonical.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of it; <see langword="null"/> where the domain is not known or is switched off.</returns>
    public async ValueTask<DkimDomainState?> RotateAsync(string domain, CancellationToken cancellationToken) =>
        _domains.TryGetValue(domain, out DkimDomain? entry) && !entry.State.IsOff ? await ChangeAsync(entry, DkimLifecycle.RotationWanted, cancellationToken).ConfigureAwait(false) : null;

    /// <summary>Stops signing for a domain at once; the records of its keys stay for mail that is on its way.</summary>
    /// <param name="domain">The domain, canonical.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of it; <see langword="null"/> where the domain is not known.</returns>
    public async ValueTask<DkimDomainState?> DeactivateAsync(string domain, CancellationToken cancellationToken) =>
        _domains.TryGetValue(domain, out DkimDomain? entry) ? await ChangeAsync(entry, state => DkimLifecycle.Deactivated(state, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false) : null;

    /// <summary>The keys with which a domain signs now.</summary>
    internal ImmutableArray<DkimSigningKey> KeysOf(string domain) => _domains.TryGetValue(domain, out DkimDomain? found) ? found.SigningKeys : [];

    /// <summary>Makes a customer's domain known; the keys are made by and by.</summary>
    internal void Register(string domain)
    {
        if (_domains.ContainsKey(domain)) return;
        if (_domains.TryAdd(domain, DkimDomain.Begin(domain))) _news.TrySetResult();
    }

    /// <summary>Does what is due, and waits until more is.</summary>
    internal async Task StepAsync(CancellationToken cancellationToken)
    {
        _news = NewSignal();
        DateTimeOffset now = _time.GetUtcNow();
        DkimDomain[] due = [.. _domains.Values.Where(domain => domain.NextLook <= now)];
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(due, bounds, async (domain, token) => await _work.AdvanceAsync(domain, null, token).ConfigureAwait(false)).ConfigureAwait(false);
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task wait = Task.Delay(_options.PollInterval, _time, pause.Token);
        await Task.WhenAny(wait, _news.Task).ConfigureAwait(false);
        await pause.CancelAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask<DkimDomainState> ChangeAsync(DkimDomain entry, Func<DkimDomainState, DkimDomainState> change, CancellationToken cancellationToken)
    {
        await _work.AdvanceAsync(entry, change, cancellationToken).ConfigureAwait(false);
        return entry.State;
    }
}
