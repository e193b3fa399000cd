using MaxMind.Db;

namespace Submission.Policy.Lookups;

/// <summary>
/// What is read of a record, in either schema: <c>country.iso_code</c> (GeoIP2, GeoLite2) or a flat <c>country_code</c>. Where a network is
/// registered, or whom it represents, is another question and not read.
/// </summary>
[method: Constructor]
internal sealed class CountryRecord([MapKey("country")] CountryNode? country = null, [MapKey("country_code")] string? countryCode = null)
{
    public string? Code { get; } = country?.IsoCode ?? countryCode;
}

[method: Constructor]
internal sealed class CountryNode([MapKey("iso_code")] string? isoCode = null)
{
    public string? IsoCode { get; } = isoCode;
}
