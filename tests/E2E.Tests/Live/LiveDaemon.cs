namespace E2E.Tests.Live;

/// <summary>A daemon whose files the tests change, with a copy of the shipped policy.</summary>
public sealed class LiveDaemon(MailSystem system) : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("e2e-live-");
    private DaemonProcess? _daemon;

    internal DaemonProcess Daemon => _daemon!;

    /// <summary>A country database of its own.</summary>
    internal string Countries => Path.Combine(_folder.FullName, "country.mmdb");

    public async ValueTask InitializeAsync()
    {
        await CountryDatabase.WriteAsync(Countries);
        _daemon = await DaemonProcess.StartAsync(system.Setup with { HasOwnPolicy = true, CountryDatabase = Countries });
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_daemon is not null) await _daemon.StopAsync();
        }
        finally
        {
            if (_daemon is not null) await _daemon.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }
}
