using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing;

/// <summary>
/// A DNS of a few names, without a network. A domain that was not given does not exist; an MX host that was not given has an address. Answers without a wait.
/// Thread-safe.
/// </summary>
public sealed class FakeMailDomainResolver : IMailDomainResolver
{
    private const int PreferenceStep = 10;
    private static readonly IPAddress AddressOfOtherHosts = IPAddress.Parse("192.0.2.25");
    private readonly ConcurrentDictionary<string, FakeDomain> _domains = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Domain, string Outcome)> _answers = new();

    /// <summary>Every look-up so far: the domain, and <c>found</c> or the reason why it was not.</summary>
    public ImmutableArray<(string Domain, string Outcome)> Answers => [.. _answers];

    /// <summary>Gives a name its records.</summary>
    public void Set(DomainName name, FakeDomain domain)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(domain);
        _domains[name.Value] = domain;
    }

    /// <inheritdoc/>
    public ValueTask<LookupResult<MailDomain>> ResolveAsync(DomainName domain, MailRecordTypes types, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        cancellationToken.ThrowIfCancellationRequested();
        LookupResult<MailDomain> result = Resolve(domain.Value, types);
        _answers.Enqueue((domain.Value, result.Reason ?? "found"));
        return new(result);
    }

    private LookupResult<MailDomain> Resolve(string name, MailRecordTypes types)
    {
        FakeDomain domain = _domains.GetValueOrDefault(name, FakeDomain.Absent);
        if (Failure(domain) is { } failure) return LookupResult<MailDomain>.Unavailable(failure);
        if (domain.State == FakeDomainState.Absent) return LookupResult<MailDomain>.Absent("NXDOMAIN");
        if (domain.Mx.Length > 0 && types.HasFlag(MailRecordTypes.Mx)) return ResolveHosts(domain.Mx, types);
        ImmutableArray<IPAddress> addresses = Usable(domain.Addresses, types);
        if (addresses.Length > 0) return LookupResult<MailDomain>.Found(new MailDomain([new MailExchanger(0, name, addresses)], IsImplicit: true));
        return LookupResult<MailDomain>.Absent(domain.Addresses.IsEmpty ? "no MX and no address" : "no usable address");
    }

    private LookupResult<MailDomain> ResolveHosts(ImmutableArray<string> hosts, MailRecordTypes types)
    {
        // RFC 7505, section 3: a null MX stands alone; beside another one it is ignored.
        ImmutableArray<string> named = hosts.RemoveAll(static host => host is ".");
        if (named.IsEmpty) return LookupResult<MailDomain>.Absent("null MX");
        var exchangers = new List<MailExchanger>();
        string? failure = null;
        foreach (string host in named)
        {
            FakeDomain records = DomainName.TryParse(host, out DomainName? name)
                ? _domains.GetValueOrDefault(name.Value, FakeDomain.WithAddresses(AddressOfOtherHosts))
                : FakeDomain.Absent;
            failure ??= Failure(records);
            ImmutableArray<IPAddress> addresses = Usable(records.Addresses, types);
            if (addresses.Length > 0) exchangers.Add(new MailExchanger(PreferenceStep * (exchangers.Count + 1), name!.Value, addresses));
        }

        if (exchangers.Count > 0) return LookupResult<MailDomain>.Found(new MailDomain([.. exchangers], IsImplicit: false));
        return failure is null ? LookupResult<MailDomain>.Absent("no MX host has a usable address") : LookupResult<MailDomain>.Unavailable(failure);
    }

    private static string? Failure(FakeDomain domain) => domain.State switch
    {
        FakeDomainState.ServerFailure => "SERVFAIL",
        FakeDomainState.TimeOut => "time-out",
        _ => null,
    };

    private static ImmutableArray<IPAddress> Usable(ImmutableArray<IPAddress> addresses, MailRecordTypes types) =>
        addresses.RemoveAll(address =>
            IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
            || !types.HasFlag(address.AddressFamily == AddressFamily.InterNetworkV6 ? MailRecordTypes.Aaaa : MailRecordTypes.A));
}
