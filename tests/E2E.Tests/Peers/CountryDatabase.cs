namespace E2E.Tests.Peers;

/// <summary>A real country database, written by MaxMind's own writer.</summary>
internal static class CountryDatabase
{
    public const string AllowedClient = "11.0.0.5";
    public const string ForeignClient = "12.0.0.5";
    public const string ForeignClient6 = "2a00:2::5";

    private static readonly string[] Usual = ["11.0.0.0/8=CZ", "12.0.0.0/8=CN", "2a00:2::/32=CN"];

    /// <summary>Writes a database, over the one that is there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="networks">Networks with their countries; none means the usual ones.</param>
    public static async Task WriteAsync(string file, params string[] networks)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "make-mmdb.pl");
        ProgramResult perl = await ExternalProgram.RunAsync("perl", [script, "nested", file, .. networks.Length > 0 ? networks : Usual]);
        Assert.True(perl.ExitCode == 0, "These tests need perl with MaxMind::DB::Writer (Debian package libmaxmind-db-writer-perl): " + perl.Everything);
    }
}
