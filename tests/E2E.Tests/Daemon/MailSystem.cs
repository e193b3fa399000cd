using System.Net;
using System.Runtime.Versioning;
using E2E.Tests.Daemon;

[assembly: SupportedOSPlatform("linux")]
[assembly: AssemblyFixture(typeof(MailSystem))]

namespace E2E.Tests.Daemon;

/// <summary>What all tests share: a name server, scanners, a country database, a next hop, and a daemon with the shipped policy.</summary>
public sealed class MailSystem : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("e2e-shared-");
    private NsdProcess? _nameServer;
    private SmtpSink? _sink;
    private ClamdPeer? _clamd;
    private RspamdPeer? _rspamd;
    private DaemonProcess? _daemon;

    internal IPEndPoint NameServer => _nameServer!.EndPoint;

    internal SmtpSink Sink => _sink!;

    internal DaemonProcess Daemon => _daemon!;

    /// <summary>What a daemon with the shipped policy needs.</summary>
    internal DaemonSetup Setup => new(NameServer, Sink.EndPoint) { Clamd = _clamd!.EndPoint.ToString(), Rspamd = _rspamd!.Address.ToString() };

    internal string Countries => Path.Combine(_folder.FullName, "country.mmdb");

    public async ValueTask InitializeAsync()
    {
        _sink = new SmtpSink();
        _nameServer = await NsdProcess.StartAsync(MailZones.All);
        _clamd = await ClamdPeer.StartAsync();
        _rspamd = await RspamdPeer.StartAsync();
        await CountryDatabase.WriteAsync(Countries);
        _daemon = await DaemonProcess.StartAsync(Setup with { CountryDatabase = Countries });
    }

    /// <summary>Stops everything; a daemon that does not end well, or whose log holds a password, fails the run.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_daemon is not null) await _daemon.StopAsync();
        }
        finally
        {
            if (_daemon is not null) await _daemon.DisposeAsync();
            if (_nameServer is not null) await _nameServer.DisposeAsync();
            if (_clamd is not null) await _clamd.DisposeAsync();
            if (_rspamd is not null) await _rspamd.DisposeAsync();
            if (_sink is not null) await _sink.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }
}
