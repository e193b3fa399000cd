using System.Diagnostics.CodeAnalysis;
using System.Net;
using MaxMind.Db;

namespace Submission.Policy.Lookups;

/// <summary>
/// One content of a database file, held in memory, with what was lately found in it. Immutable but for that memory, and thread-safe. It is
/// never disposed: a look-up may still be in it when the next content has taken its place, and it owns nothing but an array.
/// </summary>
internal sealed class CountryDatabase
{
    private const int RecordsToTry = 1000;
    private const string Justification = "The package's source generator writes the activation of CountryRecord and CountryNode.";

    private readonly Reader _reader;
    private readonly Recent?[] _recent;

    private CountryDatabase(Reader reader, int recentCapacity)
    {
        _reader = reader;
        _recent = new Recent?[recentCapacity];
    }

    public DateTimeOffset BuiltAt => new(_reader.Metadata.BuildDate, TimeSpan.Zero);

    /// <exception cref="InvalidDatabaseException">The content is no country database.</exception>
    public static CountryDatabase Read(byte[] content, int recentCapacity)
    {
        using MemoryStream stream = new(content, writable: false);
        CountryDatabase database = new(new Reader(stream), recentCapacity);
        // A database of something else answers every look-up with nothing, which would pass for "no country known".
        if (!database.HoldsCountries())
            throw new InvalidDatabaseException($"a database of type '{database._reader.Metadata.DatabaseType}' without countries");
        return database;
    }

    public LookupResult<string> Find(IPAddress address)
    {
        // A place for each hash, and the later one wins: no lock, no growth, and a session's further mails find the first one's answer.
        ref Recent? place = ref _recent[(uint)address.GetHashCode() % (uint)_recent.Length];
        Recent? recent = Volatile.Read(ref place);
        if (recent is not null && recent.Address.Equals(address)) return recent.Result;

        LookupResult<string> result = Look(EmbeddedIPv4.Unwrap(address));
        Volatile.Write(ref place, new(address, result));
        return result;
    }

    private static string? Normalize(string? code) =>
        code is [>= 'A' and <= 'Z' or >= 'a' and <= 'z', >= 'A' and <= 'Z' or >= 'a' and <= 'z'] ? code.ToUpperInvariant() : null;

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Justification)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Justification)]
    private LookupResult<string> Look(IPAddress address)
    {
        if (SpecialAddresses.IsPrivate(address)) return LookupResult<string>.Absent("private address");
        try
        {
            if (Normalize(_reader.Find<CountryRecord>(address)?.Code) is { } code) return LookupResult<string>.Found(code);
        }
        catch (Exception damage) when (damage is not OutOfMemoryException)
        {
            // Whatever the parser makes of damaged content, the session must go on by the rule's on-error.
            return LookupResult<string>.Unavailable("the country database is damaged: " + damage.GetType().Name);
        }

        // Documentation networks are looked up first, so that databases made for tests may use them; no real one holds them.
        return LookupResult<string>.Absent(SpecialAddresses.IsDocumentation(address) ? "private address" : "no country known");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Justification)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Justification)]
    private bool HoldsCountries() =>
        _reader.FindAll<CountryRecord>().Take(RecordsToTry).Any(static node => Normalize(node.Data.Code) is not null);

    private sealed record Recent(IPAddress Address, LookupResult<string> Result);
}
