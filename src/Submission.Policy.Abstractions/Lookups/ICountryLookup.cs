using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>Tells the country of an address. Implementations are thread-safe and answer without a wait.</summary>
public interface ICountryLookup
{
    /// <summary>When the data in force was made, which decision records show beside a country; <see langword="null"/>, the default, where that is not known.</summary>
    DateTimeOffset? BuiltAt => null;

    /// <summary>Looks up the country of an address.</summary>
    /// <param name="address">The address; IPv4-mapped IPv6 is looked up as IPv4.</param>
    /// <returns>The ISO 3166-1 alpha-2 code in upper case; absent where the database knows none; unavailable where there is no readable database.</returns>
    LookupResult<string> Find(IPAddress address);
}
