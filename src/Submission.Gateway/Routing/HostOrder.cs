using System.Collections.Immutable;
using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Gateway.Routing;

/// <summary>Puts the hosts of a domain in the order in which they are tried (RFC 5321, section 5.1). Thread-safe where the randomness is.</summary>
internal sealed class HostOrder(RouteAddresses addresses, OwnServer own, int port, Random random)
{
    /// <summary>How many hosts of one domain are used.</summary>
    public const int Maximum = 20;

    /// <summary>The hosts that remain, by preference and at random among equals, each address once.</summary>
    /// <param name="exchangers">The hosts by preference.</param>
    /// <param name="isLoop">Whether this server was among them, and what is left was better than it.</param>
    public ImmutableArray<RouteHost> Order(ImmutableArray<MailExchanger> exchangers, out bool isLoop)
    {
        int count = CountBeforeOwn(exchangers);
        isLoop = count < exchangers.Length;
        count = Math.Min(count, Maximum);
        MailExchanger[] order = exchangers.AsSpan(0, count).ToArray();
        for (int start = 0; start < count;)
        {
            int end = EndOfEquals(order, start);
            random.Shuffle(order.AsSpan(start, end - start));
            start = end;
        }

        HashSet<IPEndPoint> seen = [];
        ImmutableArray<RouteHost>.Builder hosts = ImmutableArray.CreateBuilder<RouteHost>(count);
        foreach (MailExchanger exchanger in order)
        {
            ImmutableArray<IPEndPoint> endPoints = addresses.Order(exchanger.Addresses.AsSpan(), port, isTrusted: false, seen);
            if (!endPoints.IsEmpty) hosts.Add(new RouteHost(exchanger.Host.ToLowerInvariant(), exchanger.Preference, endPoints));
        }

        return hosts.DrainToImmutable();
    }

    // Hosts of the preference of this server and of worse ones would send the mail back here.
    private int CountBeforeOwn(ImmutableArray<MailExchanger> exchangers)
    {
        for (int i = 0; i < exchangers.Length; i++)
        {
            if (!IsOwn(exchangers[i])) continue;
            int first = i;
            while (first > 0 && exchangers[first - 1].Preference == exchangers[i].Preference) first--;
            return first;
        }

        return exchangers.Length;
    }

    private bool IsOwn(MailExchanger exchanger) => own.IsNamed(exchanger.Host) || own.IsAt(exchanger.Addresses, port);

    private static int EndOfEquals(MailExchanger[] order, int start)
    {
        int end = start + 1;
        while (end < order.Length && order[end].Preference == order[start].Preference) end++;
        return end;
    }
}
