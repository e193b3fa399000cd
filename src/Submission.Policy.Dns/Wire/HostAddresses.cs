using System.Collections.Immutable;
using System.Net;
using DnsClient;
using DnsClient.Protocol;

namespace Submission.Policy.Lookups;

/// <summary>The usable addresses of a host.</summary>
/// <param name="Addresses">Those found; none of them unspecified, multicast or broadcast, nor loopback unless that is allowed.</param>
/// <param name="Doubt">Why there may be more; <see langword="null"/> where all are known.</param>
/// <param name="Absence">What proves that there are none; <see langword="null"/> where there are some, or doubt.</param>
/// <param name="Ttl">The shortest TTL of the addresses; where there are none, of what proves it.</param>
internal sealed record HostAddresses(ImmutableArray<IPAddress> Addresses, string? Doubt, string? Absence, TimeSpan Ttl)
{
    /// <summary>The <see cref="Absence"/> of a name that exists and has no address at all.</summary>
    public const string NoAddress = "no address";

    public static async Task<HostAddresses> FindAsync(
        NameServerClient servers, string host, MailRecordTypes types, DnsLookupOptions options, CancellationToken budget)
    {
        Task<DnsAnswer>? a = types.HasFlag(MailRecordTypes.A) ? servers.AskAsync(host, QueryType.A, budget) : null;
        Task<DnsAnswer>? aaaa = types.HasFlag(MailRecordTypes.Aaaa) ? servers.AskAsync(host, QueryType.AAAA, budget) : null;
        Collector collector = new(options);
        if (a is not null) collector.Add(await a.ConfigureAwait(false));
        if (aaaa is not null) collector.Add(await aaaa.ConfigureAwait(false));
        return collector.ToHostAddresses();
    }

    // 0.0.0.0/8 and multicast as well: no connection can be made to them.
    private static bool IsUsable(IPAddress address, bool allowLoopback)
    {
        if (IPAddress.IsLoopback(address)) return allowLoopback;
        if (address.Equals(IPAddress.IPv6Any) || address.IsIPv6Multicast) return false;
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork) return true;
        Span<byte> octets = stackalloc byte[4];
        address.TryWriteBytes(octets, out _);
        return octets[0] is not 0 and < 224 || (octets[0] >= 240 && !address.Equals(IPAddress.Broadcast));
    }

    private sealed class Collector(DnsLookupOptions options)
    {
        private readonly HashSet<IPAddress> _seen = [];
        private readonly ImmutableArray<IPAddress>.Builder _addresses = ImmutableArray.CreateBuilder<IPAddress>();
        private TimeSpan _foundTtl = TimeSpan.MaxValue;
        private TimeSpan _absentTtl = TimeSpan.MaxValue;
        private string? _doubt;
        private string _absence = NoAddress;

        public void Add(DnsAnswer answer)
        {
            if (answer.Outcome == DnsOutcome.Failed)
            {
                _doubt ??= answer.Reason;
                return;
            }

            if (answer.Outcome == DnsOutcome.Records) _foundTtl = Lifetimes.Shorter(_foundTtl, answer.Ttl);
            else _absentTtl = Lifetimes.Shorter(_absentTtl, answer.Ttl);
            if (answer.Outcome == DnsOutcome.NoSuchName) _absence = MailDomainAbsence.NoSuchDomain;
            foreach (DnsResourceRecord record in answer.Records)
            {
                IPAddress address = SpecialAddresses.Unmap(((AddressRecord)record).Address);
                if (!IsUsable(address, options.AllowLoopback)) _absence = "no usable address";
                else if (_addresses.Count < options.MaximumAddressesPerHost && _seen.Add(address)) _addresses.Add(address);
            }
        }

        // That a host has no AAAA says nothing about how long its A may be used.
        public HostAddresses ToHostAddresses() => _addresses.Count > 0
            ? new(_addresses.ToImmutable(), _doubt, null, _foundTtl)
            : new([], _doubt, _doubt is null ? _absence : null, Lifetimes.Shorter(_foundTtl, _absentTtl));
    }
}
