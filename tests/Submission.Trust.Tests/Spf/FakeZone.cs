using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Trust.Tests.Spf;

/// <summary>DNS in memory: names with their records, names that time out, aliases. Counts the questions.</summary>
internal sealed class FakeZone : IDnsRecordResolver
{
    private readonly Dictionary<(string Name, string Type), List<object>> _records = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<(string Name, string Type)> _failing = [];

    public ConcurrentQueue<string> Questions { get; } = new();

    /// <summary>Whether answers count as proven by DNSSEC.</summary>
    public bool IsSecure { get; set; }

    /// <summary>What each question waits for.</summary>
    public Func<CancellationToken, Task> Delay { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Records that nobody wrote down, for zones without end.</summary>
    public Func<string, string, object?> Invent { get; set; } = static (_, _) => null;

    public FakeZone Add(string name, string type, params object[] values)
    {
        name = Key(name);
        _names.Add(name);
        if (!_records.TryGetValue((name, type), out List<object>? records)) _records[(name, type)] = records = [];
        records.AddRange(values);
        return this;
    }

    public FakeZone Text(string name, params string[] texts) => Add(name, "TXT", [.. texts]);

    public FakeZone Address(string name, params string[] addresses)
    {
        foreach (string address in addresses) Add(name, address.Contains(':', StringComparison.Ordinal) ? "AAAA" : "A", IPAddress.Parse(address));
        return this;
    }

    public FakeZone Exchanger(string name, string host, int preference = 10) => Add(name, "MX", new ExchangerRecord(preference, host));

    public FakeZone Tlsa(string name, byte usage, byte selector, byte type, string hex) =>
        Add(name, "TLSA", new TlsaRecord(usage, selector, type, [.. Convert.FromHexString(hex)]));

    /// <summary>The name does not answer for this kind, or for "*" any.</summary>
    public FakeZone Fail(string name, string type = "*")
    {
        _names.Add(Key(name));
        _failing.Add((Key(name), type));
        return this;
    }

    public ValueTask<DnsRecordSet<string>> GetTextAsync(string name, CancellationToken cancellationToken) => AskAsync<string>(name, "TXT", cancellationToken);

    public ValueTask<DnsRecordSet<IPAddress>> GetAddressesAsync(string name, AddressFamily family, CancellationToken cancellationToken) =>
        AskAsync<IPAddress>(name, family == AddressFamily.InterNetwork ? "A" : "AAAA", cancellationToken);

    public ValueTask<DnsRecordSet<ExchangerRecord>> GetExchangersAsync(string name, CancellationToken cancellationToken) =>
        AskAsync<ExchangerRecord>(name, "MX", cancellationToken);

    public ValueTask<DnsRecordSet<TlsaRecord>> GetTlsaAsync(string name, CancellationToken cancellationToken) => AskAsync<TlsaRecord>(name, "TLSA", cancellationToken);

    public ValueTask<DnsRecordSet<string>> GetNameServersAsync(string name, CancellationToken cancellationToken) => AskAsync<string>(name, "NS", cancellationToken);

    public ValueTask<DnsRecordSet<string>> GetNamesAsync(IPAddress address, CancellationToken cancellationToken)
    {
        string digits = address.AddressFamily == AddressFamily.InterNetwork
            ? string.Join('.', address.GetAddressBytes().Reverse()) + ".in-addr.arpa"
            : string.Join('.', Convert.ToHexString(address.GetAddressBytes()).Reverse()) + ".ip6.arpa";
        return AskAsync<string>(digits, "PTR", cancellationToken);
    }

    private static string Key(string name) => name.TrimEnd('.').ToLowerInvariant();

    private async ValueTask<DnsRecordSet<T>> AskAsync<T>(string name, string type, CancellationToken cancellationToken)
    {
        Questions.Enqueue($"{name} {type}");
        await Delay(cancellationToken);
        string key = Key(name);
        ImmutableArray<string> aliases = [];
        for (int hops = 0; _records.TryGetValue((key, "CNAME"), out List<object>? alias); hops++)
        {
            if (hops == 8) return new DnsRecordSet<T>(LookupState.Unavailable, []) { Reason = "CNAME loop" };
            key = Key((string)alias[0]);
            aliases = aliases.Add(key);
        }

        object[] found = _records.TryGetValue((key, type), out List<object>? records) ? [.. records] : Invent(key, type) is { } invented ? [invented] : [];
        if (found.Length > 0) return new DnsRecordSet<T>(LookupState.Found, [.. found.Cast<T>()]) { IsSecure = IsSecure, Aliases = aliases };
        if (_failing.Contains((key, type)) || _failing.Contains((key, "*"))) return new DnsRecordSet<T>(LookupState.Unavailable, []) { Reason = "timeout", Aliases = aliases };
        bool exists = _names.Contains(key);
        return new DnsRecordSet<T>(LookupState.Absent, [])
        {
            IsNoSuchName = !exists,
            IsSecure = IsSecure,
            Reason = exists ? "no such record" : "NXDOMAIN",
            Aliases = aliases,
        };
    }
}
