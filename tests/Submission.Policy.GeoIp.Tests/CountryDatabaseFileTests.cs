using System.Net;
using CsCheck;
using Submission.Policy.GeoIp.Tests.Databases;
using Submission.Policy.Lookups;

namespace Submission.Policy.GeoIp.Tests;

public sealed class CountryDatabaseFileTests(CountryFiles files)
{
    private static readonly IPAddress Client = IPAddress.Parse("11.0.0.1");
    private readonly ManualClock _clock = new();
    private readonly List<string> _errors = [];

    [Fact]
    public void Constructor_G6_NoFile_ThrowsAndSaysSo()
    {
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => new MaxMindCountryLookup(files.NewPath()));
        Assert.EndsWith("cannot be read: no such file", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_G6_DatabaseOfSomethingElse_ThrowsAndSaysSo()
    {
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => new MaxMindCountryLookup(files.Asn));
        Assert.Contains("'GeoLite2-ASN' without countries", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_FileTooLarge_ThrowsAndSaysSo()
    {
        InvalidDataException failure = Assert.Throws<InvalidDataException>(
            () => new MaxMindCountryLookup(files.Nested, new() { MaximumFileSize = 100 }));
        Assert.Contains("larger than the maximum", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(-1000)]
    public void Constructor_G6_TruncatedFile_Throws(int length)
    {
        string path = files.NewPath();
        byte[] whole = File.ReadAllBytes(files.Nested);
        File.WriteAllBytes(path, whole[..(length < 0 ? whole.Length + length : length)]);
        Assert.Throws<InvalidDataException>(() => new MaxMindCountryLookup(path));
    }

    [Fact]
    public void Constructor_G6_AnyGarbage_ThrowsOnlyInvalidData()
    {
        string path = files.NewPath();
        Gen.Byte.Array[0, 500].Sample(
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                Assert.Throws<InvalidDataException>(() => new MaxMindCountryLookup(path));
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public void Find_G6_BytesFlippedInTheTree_NeverThrows()
    {
        string path = files.NewPath();
        byte[] whole = File.ReadAllBytes(files.Nested);
        MaxMindCountryOptions options = new() { AllowMissing = true };
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 5].Sample(
            flips =>
            {
                byte[] spoilt = [.. whole];
                foreach ((int at, byte with) in flips) spoilt[at] ^= with;
                File.WriteAllBytes(path, spoilt);
                using MaxMindCountryLookup lookup = new(path, options);
                LookupResult<string> result = lookup.Find(Client);
                Assert.True(result.IsFound || result.Reason!.Length > 0);
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public void Find_G6_MissingAllowedAtStart_IsUnavailableUntilTheFileComes()
    {
        string path = files.NewPath();
        using MaxMindCountryLookup lookup = Watch(path, allowMissing: true);
        Assert.True(lookup.Find(Client).IsUnavailable);
        Assert.Null(lookup.BuiltAt);

        File.Copy(files.Nested, path);
        _clock.Advance(9.9);
        Assert.True(lookup.Find(Client).IsUnavailable);
        _clock.Advance(0.1);
        Assert.Equal("CZ", lookup.Find(Client).Value);
        Assert.Null(lookup.LastError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Find_G6_FileReplaced_TellsTheNewAfterTheNextCheck(bool byRename)
    {
        string path = files.Copy(files.Nested);
        using MaxMindCountryLookup lookup = Watch(path);
        Assert.Equal("CZ", lookup.Find(Client).Value);
        if (byRename) File.Move(files.Copy(files.Moved), path, overwrite: true);
        else File.Copy(files.Moved, path, overwrite: true);

        Assert.Equal("CZ", lookup.Find(Client).Value);
        _clock.Advance(10);
        Assert.Equal("DE", lookup.Find(Client).Value);
    }

    [Fact]
    public void Find_G6_ReplacedByGarbageThenRemovedThenMended_KeepsTheOldAndReportsEachOnce()
    {
        string path = files.Copy(files.Nested);
        using MaxMindCountryLookup lookup = Watch(path);
        File.WriteAllText(path, "garbage");
        _clock.Advance(10);
        _clock.Advance(10);
        Assert.Equal("CZ", lookup.Find(Client).Value);
        Assert.Equal(lookup.LastError, Assert.Single(_errors));

        File.Delete(path);
        _clock.Advance(10);
        _clock.Advance(10);
        Assert.Equal("CZ", lookup.Find(Client).Value);
        Assert.Equal(2, _errors.Count);
        Assert.EndsWith("no such file", lookup.LastError, StringComparison.Ordinal);

        File.Copy(files.Moved, path);
        _clock.Advance(10);
        Assert.Equal("DE", lookup.Find(Client).Value);
        Assert.Null(lookup.LastError);
    }

    [Fact]
    public void Find_G6_OldDatabase_IsUsedAndReportedOnceEachTimeThatOneGrowsOld()
    {
        string path = files.Copy(files.Nested);
        DateTimeOffset built;
        using (MaxMindCountryLookup first = new(path)) built = first.BuiltAt!.Value;
        _clock.Advance((built - _clock.GetUtcNow()).TotalSeconds);
        using MaxMindCountryLookup lookup = new(path, new() { MaximumAge = TimeSpan.FromDays(60), OnError = _errors.Add }, _clock);
        _clock.Advance(TimeSpan.FromDays(60).TotalSeconds);
        Assert.Empty(_errors);

        for (int i = 0; i < 3; i++) _clock.Advance(10);
        Assert.EndsWith("which is more than 60 days ago; it stays in use.", Assert.Single(_errors), StringComparison.Ordinal);
        Assert.Null(lookup.LastError);
        Assert.Equal("CZ", lookup.Find(Client).Value);

        File.Move(files.Copy(files.Moved), path, overwrite: true);
        for (int i = 0; i < 3; i++) _clock.Advance(10);
        Assert.Equal("DE", lookup.Find(Client).Value);
        Assert.Equal(2, _errors.Count);
    }

    [Fact]
    public void Reload_Replaced_TakesItAtOnceAndRefusesABrokenOne()
    {
        string path = files.Copy(files.Nested);
        using MaxMindCountryLookup lookup = new(path, new() { CheckInterval = Timeout.InfiniteTimeSpan }, _clock);
        File.Copy(files.Moved, path, overwrite: true);
        _clock.Advance(100_000);
        Assert.Equal("CZ", lookup.Find(Client).Value);
        Assert.True(lookup.Reload());
        Assert.Equal("DE", lookup.Find(Client).Value);
        File.Copy(files.Asn, path, overwrite: true);
        Assert.False(lookup.Reload());
        Assert.Equal("DE", lookup.Find(Client).Value);
    }

    [Fact]
    public void Dispose_ThenReplaced_ChangesNothingAndStillAnswers()
    {
        string path = files.Copy(files.Nested);
        MaxMindCountryLookup lookup = Watch(path);
        lookup.Dispose();
        File.Copy(files.Moved, path, overwrite: true);
        _clock.Advance(10);
        Assert.Equal("CZ", lookup.Find(Client).Value);
    }

    [Fact]
    public async Task Find_G6_ReplacedWhileFourThreadsRead_EveryAnswerIsTheOldOrTheNew()
    {
        string path = files.Copy(files.Nested);
        using MaxMindCountryLookup lookup = new(path, new() { CheckInterval = Timeout.InfiniteTimeSpan, RememberedAddresses = 16 });
        using CancellationTokenSource end = new();
        Task<int>[] readers = [.. Enumerable.Range(0, 4).Select(reader => Task.Run(() =>
        {
            int answered = 0;
            for (; answered == 0 || !end.IsCancellationRequested; answered++)
            {
                LookupResult<string> result = lookup.Find(new IPAddress([11, (byte)reader, (byte)(answered >> 8), (byte)answered]));
                if (result.Value is not ("CZ" or "DE")) return -1;
            }

            return answered;
        }))];
        for (int i = 0; i < 100; i++)
        {
            File.Move(files.Copy(i % 2 == 0 ? files.Moved : files.Nested), path, overwrite: true);
            Assert.True(lookup.Reload());
        }

        await end.CancelAsync();
        Assert.All(await Task.WhenAll(readers), answered => Assert.True(answered > 0));
    }

    [Fact]
    public void Constructor_SettingOutOfRange_ThrowsAndNamesIt()
    {
        Assert.Equal("CheckInterval", Refused(new() { CheckInterval = TimeSpan.Zero }));
        Assert.Equal("RememberedAddresses", Refused(new() { RememberedAddresses = 0 }));
        Assert.Equal("MaximumAge", Refused(new() { MaximumAge = TimeSpan.FromSeconds(-1) }));
        Assert.Equal("MaximumFileSize", Refused(new() { MaximumFileSize = 0 }));
    }

    private string? Refused(MaxMindCountryOptions options) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaxMindCountryLookup(files.Nested, options)).ParamName;

    private MaxMindCountryLookup Watch(string path, bool allowMissing = false) =>
        new(path, new() { AllowMissing = allowMissing, OnError = _errors.Add }, _clock);
}
