using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Policy.Dns.Tests;

public sealed class DnsLookupOptionsTests
{
    public static TheoryData<string, DnsLookupOptions> OutOfRange => new()
    {
        { nameof(DnsLookupOptions.Servers), new() { Servers = [new IPEndPoint(IPAddress.Loopback, 0)] } },
        { nameof(DnsLookupOptions.Servers), new() { Servers = default } },
        { nameof(DnsLookupOptions.QueryTimeout), new() { QueryTimeout = TimeSpan.Zero } },
        { nameof(DnsLookupOptions.Retries), new() { Retries = -1 } },
        { nameof(DnsLookupOptions.Budget), new() { Budget = TimeSpan.FromHours(1) } },
        { nameof(DnsLookupOptions.BlocklistBudget), new() { BlocklistBudget = Timeout.InfiniteTimeSpan } },
        { nameof(DnsLookupOptions.BlocklistCheckInterval), new() { BlocklistCheckInterval = TimeSpan.Zero } },
        { nameof(DnsLookupOptions.MaximumParallelQueries), new() { MaximumParallelQueries = 0 } },
        { nameof(DnsLookupOptions.CacheCapacity), new() { CacheCapacity = 0 } },
        { nameof(DnsLookupOptions.MinimumTtl), new() { MinimumTtl = TimeSpan.FromHours(2) } },
        { nameof(DnsLookupOptions.MaximumTtl), new() { MaximumTtl = TimeSpan.FromSeconds(4) } },
        { nameof(DnsLookupOptions.MaximumNegativeTtl), new() { MaximumNegativeTtl = TimeSpan.FromDays(2) } },
        { nameof(DnsLookupOptions.UnavailableTtl), new() { UnavailableTtl = TimeSpan.FromMinutes(2) } },
        { nameof(DnsLookupOptions.MaximumExchangers), new() { MaximumExchangers = 101 } },
        { nameof(DnsLookupOptions.MaximumAddressesPerHost), new() { MaximumAddressesPerHost = 0 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Constructor_SettingOutOfRange_ThrowsAndNamesIt(string name, DnsLookupOptions options)
    {
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new DnsMailDomainResolver(options)).ParamName);
        Assert.Equal(name, Assert.Throws<ArgumentOutOfRangeException>(() => new DnsBlocklistResolver(options)).ParamName);
    }

    [Fact]
    public void Constructor_Defaults_AreValid() => Assert.NotNull(new DnsMailDomainResolver());
}
