namespace Submission.Policy.Lookups;

/// <summary>How long results are remembered: their TTL, within the bounds of the options.</summary>
internal static class Lifetimes
{
    public static Remembered<LookupResult<T>> Remember<T>(this DnsLookupOptions options, LookupResult<T> result, TimeSpan ttl) =>
        new(result, options.LifetimeOf(result.State, ttl));

    public static TimeSpan LifetimeOf(this DnsLookupOptions options, LookupState state, TimeSpan ttl) => state switch
    {
        LookupState.Found => Clamp(ttl, options.MinimumTtl, options.MaximumTtl),
        LookupState.Absent => Clamp(ttl, options.MinimumTtl, options.MaximumNegativeTtl),
        _ => options.UnavailableTtl,
    };

    public static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Clamp(TimeSpan ttl, TimeSpan least, TimeSpan most) => ttl < least ? least : Shorter(ttl, most);
}
