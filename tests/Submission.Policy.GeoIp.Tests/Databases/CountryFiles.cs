using System.Diagnostics;
using Submission.Policy.GeoIp.Tests.Databases;

[assembly: AssemblyFixture(typeof(CountryFiles))]

namespace Submission.Policy.GeoIp.Tests.Databases;

/// <summary>Real database files, written for this run by MaxMind's own writer, and a place for more.</summary>
public sealed class CountryFiles : IAsyncLifetime
{
    private static readonly string[] Networks =
    [
        "11.0.0.0/8=CZ", "12.0.0.0/24=US", "15.0.0.0/24=cz", "16.0.0.0/24=C1", "17.0.0.0/24=UA", "10.0.0.0/8=US", "127.0.0.0/8=US", "192.0.2.0/24=SK",
        "2a00:1::/32=SK", "2a00:2::/32=CN", "fd00::/8=US",
    ];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mmdb-");
    private int _copies;

    public string Nested => InPlace("nested");

    public string Flat => InPlace("flat");

    /// <summary>Says DE where the others say CZ.</summary>
    public string Moved => InPlace("moved");

    public string Asn => InPlace("asn");

    public async ValueTask InitializeAsync()
    {
        await MakeAsync("nested", Nested, [.. Networks, "13.0.0.0/24=registered:US", "14.0.0.0/24=represented:US"]);
        await MakeAsync("flat", Flat, Networks);
        await MakeAsync("nested", Moved, ["11.0.0.0/8=DE"]);
        await MakeAsync("asn", Asn, ["11.0.0.0/8=64496"]);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A copy that a test may spoil.</summary>
    public string Copy(string file)
    {
        string copy = NewPath();
        File.Copy(file, copy);
        return copy;
    }

    public string NewPath() => InPlace("copy-" + Interlocked.Increment(ref _copies));

    private static async Task MakeAsync(string kind, string file, string[] networks)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Databases", "make-mmdb.pl");
        ProcessStartInfo start = new("perl", [script, kind, file, .. networks]) { RedirectStandardError = true, UseShellExecute = false };
        using Process perl = Process.Start(start)!;
        string said = await perl.StandardError.ReadToEndAsync();
        await perl.WaitForExitAsync();
        if (perl.ExitCode != 0) Assert.Fail("These tests need perl with MaxMind::DB::Writer (Debian package libmaxmind-db-writer-perl): " + said);
    }

    private string InPlace(string name) => Path.Combine(_directory.FullName, name + ".mmdb");
}
