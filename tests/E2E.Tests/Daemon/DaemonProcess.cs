using System.Net;

namespace E2E.Tests.Daemon;

/// <summary>The daemon as a process of its own, on three free ports of loopback, logging everything that it can log.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    public const int ImplicitListener = 2;
    private readonly HostProcess _process;

    private DaemonProcess(HostProcess process, DaemonFiles files, IPEndPoint[] listeners)
    {
        _process = process;
        Files = files;
        Listeners = listeners;
    }

    public DaemonFiles Files { get; }

    /// <summary>Two with STARTTLS, then one with implicit TLS.</summary>
    public IPEndPoint[] Listeners { get; }

    /// <summary>As port 25.</summary>
    public IPEndPoint Relay => Listeners[0];

    /// <summary>As port 587.</summary>
    public IPEndPoint Submission => Listeners[1];

    /// <summary>As port 465.</summary>
    public IPEndPoint Submissions => Listeners[ImplicitListener];

    public HostProcess Process => _process;

    public static async Task<DaemonProcess> StartAsync(DaemonSetup setup, Action<DaemonFiles>? prepare = null)
    {
        var files = new DaemonFiles();
        files.WriteAccounts(TestAccount.All);
        files.WriteCertificate("first");
        if (setup.HasOwnPolicy) files.CopyPolicy();
        prepare?.Invoke(files);
        files.WriteConfiguration(setup);
        HostProcess process = HostProcess.Start(files.Folder, ["--config", files.Configuration, .. setup.Arguments]);
        return new DaemonProcess(process, files, await process.ListenersAsync(ImplicitListener + 1));
    }

    /// <summary>Asks it to end, and asserts that it ends well and has told no secret.</summary>
    public async Task StopAsync()
    {
        await _process.TerminateAsync();
        Assert.Equal(0, await _process.ExitCodeAsync());
        Secrets.AssertNoneIn(_process.Log);
        Assert.Empty(Directory.Exists(Files.Data) ? Directory.GetFiles(Files.Data) : []);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Files.Dispose();
    }
}
