using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>The settings of <see cref="DnsMailDomainResolver"/>, <see cref="DnsBlocklistResolver"/>, <see cref="CheckedBlocklistResolver"/> and <see cref="DnsRecordResolver"/>. Immutable and
/// thread-safe.</summary>
public sealed record DnsLookupOptions
{
    /// <summary>The recursive resolvers to ask.</summary>
    /// <value>Default: empty, which means those of the system, read once; where it names none, 127.0.0.1 port 53 as in
    /// resolv.conf(5).</value>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [];

    /// <summary>How long one attempt may take.</summary>
    /// <value>Default: 2 seconds. Range: 10 milliseconds to 30 seconds.</value>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often an attempt that got no answer is repeated with the same server, before the next one is asked.</summary>
    /// <value>Default: 1. Range: 0 to 5.</value>
    public int Retries { get; init; } = 1;

    /// <summary>How long a mail domain's whole look-up may take, with all its queries, attempts and waits. What is not known by then is in
    /// doubt.</summary>
    /// <value>Default: 5 seconds. Range: 10 milliseconds to 60 seconds.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same for one question to a block list, for which a client waits when it connects.</summary>
    /// <value>Default: 2 seconds. Range: 10 milliseconds to 60 seconds.</value>
    public TimeSpan BlocklistBudget { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often <see cref="CheckedBlocklistResolver"/> tests a block list that passes its test.</summary>
    /// <value>Default: 1 hour. Range: 1 second to 1 day.</value>
    public TimeSpan BlocklistCheckInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many queries one resolver object may have under way; further ones wait within their budget.</summary>
    /// <value>Default: 256. Range: 1 to 10,000.</value>
    public int MaximumParallelQueries { get; init; } = 256;

    /// <summary>How many results one resolver object remembers. When full, one that was not used lately gives way.</summary>
    /// <value>Default: 10,000. Range: 1 to 1,000,000.</value>
    public int CacheCapacity { get; init; } = 10_000;

    /// <summary>The shortest time for which an answer is remembered, whatever its TTL.</summary>
    /// <value>Default: 5 seconds. Range: 0 to 1 hour.</value>
    public TimeSpan MinimumTtl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest time for which a found answer is remembered, whatever its TTL.</summary>
    /// <value>Default: 1 day. Range: <see cref="MinimumTtl"/> to 7 days.</value>
    public TimeSpan MaximumTtl { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The longest time for which an absence is remembered, whatever the zone's SOA says (RFC 2308, section 5).</summary>
    /// <value>Default: 1 hour. Range: <see cref="MinimumTtl"/> to 1 day.</value>
    public TimeSpan MaximumNegativeTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long it is remembered that there was no answer, so that a dead server is not asked by each of many clients.</summary>
    /// <value>Default: 1 second; 0 remembers none. Range: 0 to 1 minute.</value>
    public TimeSpan UnavailableTtl { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many MX hosts of a domain are looked up, the most preferred first.</summary>
    /// <value>Default: 20. Range: 1 to 100.</value>
    public int MaximumExchangers { get; init; } = 20;

    /// <summary>How many addresses of one host are kept.</summary>
    /// <value>Default: 20. Range: 1 to 100.</value>
    public int MaximumAddressesPerHost { get; init; } = 20;

    /// <summary>Whether a loopback address of a mail domain counts as usable. It is for tests and demonstrations on one machine: no mail from outside may lead there.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool AllowLoopback { get; init; }

    /// <summary>
    /// Whether the servers validate DNSSEC and are believed when they say so (the AD bit, RFC 4035, section 3.2.3). Only for resolvers on this machine: an answer on its way over a network
    /// could be changed.
    /// </summary>
    /// <value>Default: <see langword="false"/>: nothing counts as secure.</value>
    public bool TrustAuthenticatedData { get; init; }

    internal DnsLookupOptions Validated()
    {
        Require(!Servers.IsDefault && Servers.All(server => server is { Port: > 0 }), nameof(Servers), "addresses with a port");
        RequireTime(QueryTimeout, nameof(QueryTimeout), TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30));
        RequireCount(Retries, nameof(Retries), 0, 5);
        RequireTime(Budget, nameof(Budget), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        RequireTime(BlocklistBudget, nameof(BlocklistBudget), TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        RequireTime(BlocklistCheckInterval, nameof(BlocklistCheckInterval), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        RequireCount(MaximumParallelQueries, nameof(MaximumParallelQueries), 1, 10_000);
        RequireCount(CacheCapacity, nameof(CacheCapacity), 1, 1_000_000);
        RequireTime(MinimumTtl, nameof(MinimumTtl), TimeSpan.Zero, TimeSpan.FromHours(1));
        RequireTime(MaximumTtl, nameof(MaximumTtl), MinimumTtl, TimeSpan.FromDays(7));
        RequireTime(MaximumNegativeTtl, nameof(MaximumNegativeTtl), MinimumTtl, TimeSpan.FromDays(1));
        RequireTime(UnavailableTtl, nameof(UnavailableTtl), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        RequireCount(MaximumExchangers, nameof(MaximumExchangers), 1, 100);
        RequireCount(MaximumAddressesPerHost, nameof(MaximumAddressesPerHost), 1, 100);
        return this;
    }

    private static void RequireCount(int value, string name, int least, int most) =>
        Require(value >= least && value <= most, name, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));

    private static void RequireTime(TimeSpan value, string name, TimeSpan least, TimeSpan most) =>
        Require(value >= least && value <= most, name, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));

    private static void Require(bool isMet, string name, string range)
    {
        if (!isMet) throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
    }
}
