using Submission.Trust.MtaSts;

namespace Submission.Gateway.Tls.MtaSts;

/// <summary>A policy that was fetched. Immutable and thread-safe.</summary>
/// <param name="Domain">Whose it is.</param>
/// <param name="Id">The id that the domain's record had.</param>
/// <param name="Policy">The policy.</param>
/// <param name="FetchedAt">When it was fetched.</param>
internal sealed record StsCacheEntry(string Domain, string Id, StsPolicy Policy, DateTimeOffset FetchedAt)
{
    // A policy that is to be forgotten at once would be fetched for each message.
    private static readonly TimeSpan ShortestAge = TimeSpan.FromMinutes(5);

    public DateTimeOffset ExpiresAt => FetchedAt + (Policy.MaximumAge > ShortestAge ? Policy.MaximumAge : ShortestAge);

    public DateTimeOffset RefreshAt(TimeSpan refreshAfter) => FetchedAt + TimeSpan.FromTicks(Math.Max(ShortestAge.Ticks, Math.Min(refreshAfter.Ticks, Policy.MaximumAge.Ticks / 2)));
}
