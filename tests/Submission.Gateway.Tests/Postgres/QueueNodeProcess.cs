using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Submission.Gateway.Tests.Postgres;

/// <summary>A node of the queue as a process of its own: the command <c>queue-node</c> of the benchmarks. It ends with its test, and also with a test process that is killed.</summary>
internal sealed class QueueNodeProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private QueueNodeProcess(string connection, TimeSpan lease, string[] role)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        string program = Path.Combine(output.FullName, "../../../../Benchmarks/bin", output.Parent!.Name, output.Name, "Benchmarks");
        string seconds = lease.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, ["queue-node", "postgres", connection, seconds, .. role]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false },
        };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
    }

    /// <summary>What it has said, each line parted at its spaces.</summary>
    public ConcurrentQueue<string[]> Lines { get; } = new();

    public static async Task<QueueNodeProcess> StartAsync(string connection, TimeSpan lease, params string[] role)
    {
        var node = new QueueNodeProcess(connection, lease, role);
        await node._ready.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line == "ready") _ready.TrySetResult();
        else if (line is null) _ready.TrySetException(new InvalidOperationException("The node ended."));
        else Lines.Enqueue(line.Split(' '));
    }
}
