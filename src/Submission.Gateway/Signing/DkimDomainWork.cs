using System.Globalization;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Signing.Activation;
using Submission.Gateway.Signing.Keys;
using Submission.Policy.Publishing;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Signing;

/// <summary>Brings domains one step further: makes what is needed, publishes, looks, removes, and keeps the state. Thread-safe.</summary>
internal sealed class DkimDomainWork(DkimSigningOptions options, DkimKeyStore store, TimeProvider time, ILogger logger)
{
    private readonly ZoneSearch _zones = new(options.Records, options.NameServers);
    private readonly RecordLook _look = new(options.Records);
    private readonly DkimRules _rules = new(options.Absences, options.RotateAfter, options.KeepRetired);

    /// <summary>Does what is to be done for a domain now.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="change">What an operator wants before; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Ends the work; what was done by then is kept.</param>
    public async ValueTask AdvanceAsync(DkimDomain domain, Func<DkimDomainState, DkimDomainState>? change, CancellationToken cancellationToken)
    {
        await domain.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (change is not null) Keep(domain, change(domain.State));
            (DkimHome home, string? zone) = await _zones.FindAsync(domain.State.Domain, cancellationToken).ConfigureAwait(false);
            Keep(domain, DkimLifecycle.Located(domain.State, home, zone));
            if (DkimLifecycle.NeedsKeys(domain.State, _rules, time.GetUtcNow())) Make(domain);
            foreach (DkimKeyState key in domain.State.Keys) await AdvanceAsync(domain, key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (change is null && exception is not OperationCanceledException)
        {
            SigningLog.WorkFailed(logger, domain.State.Domain, exception);
        }
        finally
        {
            domain.NextLook = time.GetUtcNow() + LookSchedule.PauseOf(domain.State, options, time.GetUtcNow());
            domain.Gate.Release();
        }
    }

    private async ValueTask AdvanceAsync(DkimDomain domain, DkimKeyState key, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (DkimLifecycle.IsOver(key, _rules, now))
        {
            await RemoveAsync(domain, key, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (key.Stage == DkimKeyStage.Retired) return;
        bool isFresh = false;
        if (options.Publisher is { } publisher && DkimLifecycle.NeedsPublication(domain.State, key))
        {
            string name = DkimKeyRecord.NameOf(key.Selector, domain.State.Domain);
            string zone = domain.State.Zone!;
            DnsPublication done = await publisher.AddTextAsync(zone, name, key.Record, options.RecordTtl, cancellationToken).ConfigureAwait(false);
            Keep(domain, DkimLifecycle.Published(domain.State, key.Selector, done.Problem));
            isFresh = done.IsDone;
            if (done.IsDone) SigningLog.Published(logger, name, zone);
            else SigningLog.PublicationFailed(logger, name, zone, done.Problem!);
            if (!isFresh) return;
        }

        (DkimSighting sighting, string? problem) = await _look.LookAsync(domain.State.Domain, key, cancellationToken).ConfigureAwait(false);
        Keep(domain, DkimLifecycle.Looked(domain.State, key.Selector, sighting, problem, _rules, time.GetUtcNow()));
    }

    private void Make(DkimDomain domain)
    {
        DateTimeOffset now = time.GetUtcNow();
        string stem = SelectorOf(domain.State, now);
        DkimSigningKey[] keys =
            [store.Create(domain.State.Domain, stem + "r", DkimAlgorithm.RsaSha256), store.Create(domain.State.Domain, stem + "e", DkimAlgorithm.Ed25519Sha256)];
        foreach (DkimSigningKey key in keys) domain.Add(key);
        Keep(domain, DkimLifecycle.Made(domain.State, keys.Select(key => new DkimKeyState
        {
            Selector = key.Selector,
            Algorithm = key.Key.Algorithm,
            Record = DkimKeyRecord.Of(key.Key).ToString(),
            Generation = domain.State.Generation + 1,
            MadeAt = now,
            Since = now,
        })));
        SigningLog.Made(logger, domain.State.Domain, string.Join(", ", keys.Select(static key => key.Selector)));
    }

    // A selector is never used twice for different keys: resolvers may still know the old record.
    private string SelectorOf(DkimDomainState state, DateTimeOffset now)
    {
        string date = options.SelectorPrefix + now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        return state.Generation == 0 ? date : string.Create(CultureInfo.InvariantCulture, $"{date}-{state.Generation + 1}");
    }

    private async ValueTask RemoveAsync(DkimDomain domain, DkimKeyState key, CancellationToken cancellationToken)
    {
        string name = DkimKeyRecord.NameOf(key.Selector, domain.State.Domain);
        if (key.IsPublished && options.Publisher is { } publisher && domain.State is { Home: DkimHome.Ours, Zone: { } zone })
        {
            DnsPublication done = await publisher.RemoveTextAsync(zone, name, key.Record, cancellationToken).ConfigureAwait(false);
            if (!done.IsDone)
            {
                SigningLog.RemovalFailed(logger, name, zone, done.Problem!);
                return;
            }
        }

        Keep(domain, DkimLifecycle.Removed(domain.State, key.Selector));
        domain.Remove(key.Selector);
        store.Delete(domain.State.Domain, key.Selector);
        SigningLog.Removed(logger, name);
    }

    private void Keep(DkimDomain domain, DkimDomainState next)
    {
        DkimDomainState before = domain.State;
        if (next == before) return;
        store.WriteState(next);
        domain.Take(next);
        foreach (DkimKeyState key in next.Keys) Tell(before, next.Domain, key);
    }

    private void Tell(DkimDomainState before, string domain, DkimKeyState key)
    {
        DkimKeyState? old = before.Keys.FirstOrDefault(it => it.Selector == key.Selector);
        if (old is null || old.Stage == key.Stage) return;
        string name = DkimKeyRecord.NameOf(key.Selector, domain);
        if (key.Stage == DkimKeyStage.Signing) SigningLog.Started(logger, name);
        else if (key.Stage == DkimKeyStage.Retired) SigningLog.Retired(logger, name);
        else SigningLog.Stopped(logger, name, key.Problem ?? "");
    }
}
