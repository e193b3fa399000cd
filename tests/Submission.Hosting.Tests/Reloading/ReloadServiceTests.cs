using System.Diagnostics;
using System.Globalization;
using Submission.Hosting.Reloading;

namespace Submission.Hosting.Tests.Reloading;

/// <summary>Reading anew must never end a host that runs well.</summary>
[Collection("SIGHUP")]
public sealed class ReloadServiceTests
{
    private readonly RecordingLogger<ReloadService> _logger = new();

    [Fact]
    public void ReloadChanged_OneCannotBeLookedAt_TheOthersAreReadAndTheLogSaysSo()
    {
        var changed = new Watched(static () => true);
        using var service = new ReloadService([new Watched(static () => throw new InvalidOperationException("a bug")), changed, new Watched(static () => false)], TimeProvider.System, _logger);

        service.ReloadChanged();

        Assert.Equal(1, changed.Readings);
        Assert.Contains("a bug", Assert.Single(_logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void ReloadAll_NothingHasChanged_ReadsAllTheSame()
    {
        var unchanged = new Watched(static () => false);
        using var service = new ReloadService([unchanged], TimeProvider.System, _logger);

        service.ReloadAll();

        Assert.Equal(1, unchanged.Readings);
    }

    // Were the signal not waited for by then, it would end this process.
    [Fact]
    public async Task Sighup_TheMomentTheServiceHasStarted_ReadsAnew()
    {
        var unchanged = new Watched(static () => false);
        using var service = new ReloadService([unchanged], new ManualTimeProvider(), _logger);
        await service.StartAsync(TestContext.Current.CancellationToken);

        using (Process kill = Process.Start("kill", ["-HUP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await unchanged.Read.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Watched(Func<bool> hasChanged) : IReloadable
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Readings { get; private set; }

        public Task Read => _read.Task;

        public bool HasChanged() => hasChanged();

        public void Reload()
        {
            Readings++;
            _read.TrySetResult();
        }
    }
}
