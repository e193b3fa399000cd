using System.Diagnostics;
using System.Globalization;

namespace Submission.Policy.Redis.Tests.Nodes;

/// <summary>A <see cref="NodeProgram"/> as a process of its own. It ends with its test, and also with a test process that is killed.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process) => _process = process;

    /// <summary>Starts nodes; they are connected when this returns.</summary>
    public static async Task<NodeProcess[]> StartAsync(int count, string connection, int limit, int sessions)
    {
        string[] arguments =
        [
            typeof(NodeProgram).Assembly.Location, NodeProgram.Word, connection, limit.ToString(CultureInfo.InvariantCulture), sessions.ToString(CultureInfo.InvariantCulture),
        ];
        NodeProcess[] nodes = [.. Enumerable.Range(0, count).Select(_ => new NodeProcess(Process.Start(
            new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!))];
        foreach (NodeProcess node in nodes) Assert.Equal("ready", await node._process.StandardOutput.ReadLineAsync());
        return nodes;
    }

    /// <summary>Lets every session try so many times; 0 for until it is stopped.</summary>
    public Task GoAsync(int attempts) => _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"go {attempts}"));

    public Task<NodeCount> CountAsync() => AskAsync("count");

    /// <summary>Ends it once its sessions have had their answers.</summary>
    public Task<NodeCount> StopAsync() => AskAsync("stop");

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<NodeCount> AskAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        string[] told = (await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The node has ended.")).Split(' ');
        return new NodeCount(int.Parse(told[0], CultureInfo.InvariantCulture), int.Parse(told[1], CultureInfo.InvariantCulture), int.Parse(told[2], CultureInfo.InvariantCulture));
    }
}
