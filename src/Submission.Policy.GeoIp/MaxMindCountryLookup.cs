using System.Globalization;
using System.Net;

namespace Submission.Policy.Lookups;

/// <summary>
/// Tells the country of an address (check 6) by a MaxMind database file (.mmdb): GeoIP2 and GeoLite2 (<c>country.iso_code</c>, never the
/// registered or represented country) or a flat <c>country_code</c>. Loopback, private, shared (CGNAT) and documentation addresses are
/// absent; of an IPv4-mapped, 6to4, Teredo or NAT64 address the IPv4 one counts. The content is held in memory, so the file may be renamed
/// over or overwritten at any time: a new one is taken whole, a broken one leaves the old in force. Thread-safe.
/// </summary>
public sealed class MaxMindCountryLookup : ICountryLookup, IDisposable
{
    private readonly DatabaseFile _file;
    private readonly Action<string>? _onError;
    private readonly TimeSpan _maximumAge;
    private readonly TimeProvider _time;
    private readonly ITimer _check;
    private readonly Lock _reloading = new();
    private volatile CountryDatabase? _database;
    private volatile string? _lastError;
    private CountryDatabase? _toldOld;

    /// <summary>Reads the database and begins to watch its file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">The settings; <see langword="null"/> means the defaults.</param>
    /// <param name="timeProvider">The clock by which the file is checked; <see langword="null"/> means the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    /// <exception cref="InvalidDataException">There is no readable country database, and <see cref="MaxMindCountryOptions.AllowMissing"/>
    /// is off; the message says what is wrong.</exception>
    public MaxMindCountryLookup(string path, MaxMindCountryOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MaxMindCountryOptions settings = (options ?? new()).Validated();
        _file = new(Path.GetFullPath(path), settings);
        _onError = settings.OnError;
        _maximumAge = settings.MaximumAge;
        _time = timeProvider ?? TimeProvider.System;
        if (!Reload() && !settings.AllowMissing) throw new InvalidDataException(_lastError);
        _check = _time.CreateTimer(
            static lookup => ((MaxMindCountryLookup)lookup!).ReloadIfChanged(), this, settings.CheckInterval, settings.CheckInterval);
    }

    /// <summary>What was wrong with the file when it was last read; <see langword="null"/> where it was right.</summary>
    public string? LastError => _lastError;

    /// <summary>When the database in force was built, by its own account; <see langword="null"/> where there is none.</summary>
    public DateTimeOffset? BuiltAt => _database?.BuiltAt;

    /// <inheritdoc/>
    public LookupResult<string> Find(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _database?.Find(address) ?? LookupResult<string>.Unavailable("no country database");
    }

    /// <summary>Reads the file again now, whether or not it seems changed.</summary>
    /// <returns>Whether the file is a readable country database, which is then in force; otherwise the one before stays.</returns>
    public bool Reload()
    {
        lock (_reloading) return Read();
    }

    /// <summary>Stops watching the file. Look-ups go on with the database in force.</summary>
    public void Dispose() => _check.Dispose();

    private void ReloadIfChanged()
    {
        // A check that meets a slow one has nothing to add.
        if (!_reloading.TryEnter()) return;
        try
        {
            if (_file.HasChanged()) Read();
            else TellAge();
        }
        finally
        {
            _reloading.Exit();
        }
    }

    private bool Read()
    {
        CountryDatabase? database = _file.TryRead(out string? error);
        if (database is not null) _database = database;
        bool isNews = error is not null && !string.Equals(error, _lastError, StringComparison.Ordinal);
        _lastError = error;
        if (isNews) _onError?.Invoke(error!);
        TellAge();
        return database is not null;
    }

    // A database grows old while nothing happens to its file.
    private void TellAge()
    {
        if (_database is not { } database || ReferenceEquals(database, _toldOld) || _maximumAge == TimeSpan.Zero || _time.GetUtcNow() - database.BuiltAt <= _maximumAge) return;
        _toldOld = database;
        _onError?.Invoke(string.Create(
            CultureInfo.InvariantCulture, $"The country database is of {database.BuiltAt:yyyy-MM-dd}, which is more than {_maximumAge.TotalDays:0.##} days ago; it stays in use."));
    }
}
