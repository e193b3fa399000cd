using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Hosting.Composition;

/// <summary>Stands where no country database is configured: the policy's rules say what an unknown country means.</summary>
internal sealed class NoCountryDatabase : ICountryLookup
{
    private static readonly LookupResult<string> NotConfigured = LookupResult<string>.Unavailable("no country database is configured");

    public LookupResult<string> Find(IPAddress address) => NotConfigured;
}
