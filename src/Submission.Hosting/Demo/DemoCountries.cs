using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Demo;

/// <summary>Knows that an address of this machine has no country.</summary>
internal sealed class DemoCountries : ICountryLookup
{
    private static readonly LookupResult<string> Loopback = LookupResult<string>.Absent("loopback address");

    public LookupResult<string> Find(IPAddress address) => Loopback;
}
