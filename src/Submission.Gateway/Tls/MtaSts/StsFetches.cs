using Microsoft.Extensions.Logging;
using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>The fetches that are under way, and those that have just failed. Thread-safe.</summary>
internal sealed class StsFetches(StsPolicyFetcher fetcher, StsPolicyCache cache, TimeSpan retryAfter, TimeProvider time, ILogger logger)
{
    private const int MostAtOnce = 50;
    private const int MostFailures = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<TlsFailure?>> _running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Failed> _failed = new(StringComparer.Ordinal);

    /// <summary>Fetches a policy into the cache, or joins the fetch that is under way.</summary>
    /// <returns>Why it could not be fetched; <see langword="null"/> where it was. The task does not fail.</returns>
    public Task<TlsFailure?> StartAsync(string domain, string id)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(domain, out Task<TlsFailure?>? running)) return running;
            if (_failed.TryGetValue(domain, out Failed failed))
            {
                if (time.GetElapsedTime(failed.At) < retryAfter) return Task.FromResult<TlsFailure?>(failed.Failure);
                _failed.Remove(domain);
            }

            if (_running.Count >= MostAtOnce) return Task.FromResult<TlsFailure?>(new TlsFailure(TlsFailureKind.StsPolicyFetchError, "too many policies are being fetched"));
            Task<TlsFailure?> task = Task.Run(() => FetchAsync(domain, id));
            _running.Add(domain, task);
            return task;
        }
    }

    private async Task<TlsFailure?> FetchAsync(string domain, string id)
    {
        TlsFailure? failure = null;
        try
        {
            StsFetchResult result = await fetcher.FetchAsync(domain, CancellationToken.None).ConfigureAwait(false);
            if (result.IsFound)
            {
                cache.Set(new StsCacheEntry(domain, id, result.Policy, time.GetUtcNow()));
                MtaStsLog.Fetched(logger, domain, result.Policy.Mode.ToString(), result.Policy.MaximumAge);
            }
            else
            {
                failure = new TlsFailure(KindOf(result.Failure), result.Reason);
                MtaStsLog.FetchFailed(logger, domain, cache.Find(domain) is null ? "mail goes as if there were none" : "the one before stays in force", result.Reason);
            }
        }
        catch (Exception error)
        {
            MtaStsLog.RefreshFailed(logger, error);
            failure = new TlsFailure(TlsFailureKind.StsPolicyFetchError, "the policy could not be fetched");
        }

        lock (_gate)
        {
            _running.Remove(domain);
            if (failure is not null) Note(domain, failure);
        }

        return failure;
    }

    private void Note(string domain, TlsFailure failure)
    {
        if (_failed.Count >= MostFailures)
        {
            foreach ((string other, Failed failed) in _failed)
            {
                if (time.GetElapsedTime(failed.At) >= retryAfter) _failed.Remove(other);
            }

            if (_failed.Count >= MostFailures) _failed.Clear();
        }

        _failed[domain] = new Failed(time.GetTimestamp(), failure);
    }

    private static TlsFailureKind KindOf(StsFetchFailure failure) => failure switch
    {
        StsFetchFailure.PolicyInvalid => TlsFailureKind.StsPolicyInvalid,
        StsFetchFailure.CertificateInvalid => TlsFailureKind.StsWebPkiInvalid,
        _ => TlsFailureKind.StsPolicyFetchError,
    };

    private readonly record struct Failed(long At, TlsFailure Failure);
}
