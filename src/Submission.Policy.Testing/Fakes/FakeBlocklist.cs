using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing;

/// <summary>
/// DNS block lists of a few entries, without a network. An address that was not given is not listed. The error answers of lists are told from listings as
/// <see cref="IDnsBlocklistResolver"/> asks for. Answers without a wait. Thread-safe.
/// </summary>
public sealed class FakeBlocklist : IDnsBlocklistResolver
{
    private readonly ConcurrentDictionary<(string Zone, IPAddress Client), LookupResult<ImmutableArray<IPAddress>>> _entries = new();
    private readonly ConcurrentQueue<(IPAddress Client, string Outcome)> _answers = new();

    /// <summary>Every look-up so far: the address, and the listings or the reason why there are none.</summary>
    public ImmutableArray<(IPAddress Client, string Outcome)> Answers => [.. _answers];

    /// <summary>Gives an address the answers of a list, errors and answers outside 127.0.0.0/8 among them.</summary>
    public void Set(DomainName zone, IPAddress client, params ReadOnlySpan<IPAddress> answers)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(client);
        _entries[(zone.Value, client)] = Judge(answers);
    }

    /// <summary>Lets the look-up of an address fail.</summary>
    /// <param name="zone">The list.</param>
    /// <param name="client">The address.</param>
    /// <param name="reason">What goes wrong, for example <c>SERVFAIL</c>.</param>
    public void SetUnavailable(DomainName zone, IPAddress client, string reason)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(client);
        _entries[(zone.Value, client)] = LookupResult<ImmutableArray<IPAddress>>.Unavailable(reason);
    }

    /// <inheritdoc/>
    public ValueTask<LookupResult<ImmutableArray<IPAddress>>> QueryAsync(DomainName zone, IPAddress client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentNullException.ThrowIfNull(client);
        cancellationToken.ThrowIfCancellationRequested();
        IPAddress asked = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        LookupResult<ImmutableArray<IPAddress>> result =
            _entries.GetValueOrDefault((zone.Value, asked), LookupResult<ImmutableArray<IPAddress>>.Absent("NXDOMAIN"));
        _answers.Enqueue((asked, result.IsFound ? string.Join(' ', result.Value) : result.Reason!));
        return new(result);
    }

    private static LookupResult<ImmutableArray<IPAddress>> Judge(ReadOnlySpan<IPAddress> answers)
    {
        var listings = new List<IPAddress>();
        string problem = "no answer";
        foreach (IPAddress answer in answers)
        {
            byte[] bytes = answer.GetAddressBytes();
            if (answer.AddressFamily != AddressFamily.InterNetwork || bytes[0] != 127) problem = "answer outside 127.0.0.0/8";
            else if (bytes is [127, 255, 255, _]) problem = $"error {answer}";
            else listings.Add(answer);
        }

        return listings.Count > 0 ? LookupResult<ImmutableArray<IPAddress>>.Found([.. listings]) : LookupResult<ImmutableArray<IPAddress>>.Unavailable(problem);
    }
}
