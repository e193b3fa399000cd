using System.Collections.Immutable;
using System.Net;
using DnsClient.Protocol;

namespace Submission.Policy.Lookups;

/// <summary>Reads what a block list says about an address (check 15; RFC 5782, section 2.3).</summary>
internal static class ListAnswer
{
    public static LookupResult<ImmutableArray<IPAddress>> Read(DnsAnswer answer)
    {
        if (answer.Outcome == DnsOutcome.Failed) return LookupResult<ImmutableArray<IPAddress>>.Unavailable(answer.Reason!);
        if (answer.Outcome != DnsOutcome.Records) return LookupResult<ImmutableArray<IPAddress>>.Absent("not listed");

        ImmutableArray<IPAddress>.Builder listings = ImmutableArray.CreateBuilder<IPAddress>();
        IPAddress? stray = null;
        IPAddress? error = null;
        foreach (DnsResourceRecord record in answer.Records)
        {
            IPAddress address = ((AddressRecord)record).Address;
            switch (Classify(address))
            {
                case Meaning.Listing: listings.Add(address); break;
                case Meaning.Error: error ??= address; break;
                default: stray ??= address; break;
            }
        }

        if (listings.Count > 0) return LookupResult<ImmutableArray<IPAddress>>.Found(listings.ToImmutable());
        return LookupResult<ImmutableArray<IPAddress>>.Unavailable(error is null
            ? $"the list answers with {stray}, which is no listing"
            : $"the list answers with the error {error}");
    }

    private static Meaning Classify(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        address.TryWriteBytes(octets, out _);
        if (octets[0] != 127) return Meaning.None;
        // 127.255.255.0/24 is how lists say that a query is refused, a key unknown or the zone mistyped.
        if (octets[1] == 255 && octets[2] == 255) return Meaning.Error;
        return octets[1] == 0 && octets[2] == 0 && octets[3] <= 1 ? Meaning.None : Meaning.Listing;
    }

    private enum Meaning
    {
        None,
        Error,
        Listing,
    }
}
