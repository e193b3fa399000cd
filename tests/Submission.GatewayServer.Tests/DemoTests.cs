using System.Net;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>What a new user does: starts the demo and runs the commands that it prints, as printed.</summary>
public sealed class DemoTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-demo-");
    private HostProcess _demo = null!;

    public async ValueTask InitializeAsync()
    {
        // On a machine that runs tests the demo's own ports may be in use, and between the look for a free one and its use another may take it.
        for (int attempt = 1; ; attempt++)
        {
            _demo = Start(FreePort.Find(), FreePort.Find(), FreePort.Find());
            await Until.TrueAsync(() => _demo.HasExited || _demo.Log.Contains("Ctrl+C ends it.", StringComparison.Ordinal), () => _demo.Log);
            if (attempt == 3 || !_demo.Log.Contains("is taken by another program", StringComparison.Ordinal)) break;
            await _demo.DisposeAsync();
        }

        Assert.False(_demo.HasExited, _demo.Log);
    }

    public async ValueTask DisposeAsync()
    {
        await _demo.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Demo_CommandsAsPrinted_ShowMailNoticeAndQueue()
    {
        string[] swaks = Commands("swaks ");
        Assert.Equal(5, swaks.Length);

        ProgramResult delivered = await RunAsync(swaks[0]);
        Assert.True(delivered.ExitCode == 0, delivered.Everything);
        await _demo.LogHoldsAsync("to <friend@example.net>");

        ProgramResult refusedAfterwards = await RunAsync(swaks[1]);
        Assert.True(refusedAfterwards.ExitCode == 0, refusedAfterwards.Everything);
        await _demo.LogHoldsAsync("from <> to <jan.novak@domena.cz>");

        ProgramResult deferred = await RunAsync(swaks[2]);
        Assert.True(deferred.ExitCode == 0, deferred.Everything);
        string list = "";
        await Until.TrueAsync(
            async () => (list = await AdminSocket.GetAsync(AdminPath, "/v1/queue")).Contains("mailbox busy", StringComparison.Ordinal), () => $"{list}\n{_demo.Log}");
        Assert.Contains("defers.example", list, StringComparison.Ordinal);

        ProgramResult all = await RunAsync(swaks[3]);
        Assert.True(all.ExitCode == 0, all.Everything);
        ProgramResult refused = await RunAsync(swaks[4]);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("550 5.1.1 {id} invalid destination domain <friend@nosuch.example>", Wire.WithoutId(refused.Output), StringComparison.Ordinal);

        string tool = HostProcess.ProgramOf("Submission.Cli", "Submission.Cli");
        foreach (string command in Commands("submission-policy "))
        {
            ProgramResult told = await RunAsync(command.Replace("submission-policy ", $"dotnet {tool} ", StringComparison.Ordinal));
            Assert.True(told.ExitCode == 0, command + "\n" + told.Everything);
        }

        foreach (string command in Commands("curl ")) Assert.True((await RunAsync(command.Replace("curl ", "curl --silent --fail ", StringComparison.Ordinal))).ExitCode == 0, command);
        await _demo.TerminateAsync();
        Assert.Equal(0, await _demo.ExitCodeAsync());
    }

    private string AdminPath => Path.Combine(_folder.FullName, "admin.sock");

    private string[] Commands(string program) =>
        [.. _demo.Log.Split('\n').Select(static line => line.Trim()).Where(line => line.StartsWith(program, StringComparison.Ordinal))];

    private HostProcess Start(IPEndPoint submission, IPEndPoint submissions, IPEndPoint console) => HostProcess.Run(
        _folder.FullName,
        [
            "dotnet", HostProcess.ProgramOf("Submission.GatewayServer", "submission-gateway"), "--demo",
            $"--Submission:Listeners:0:Endpoint={submission}", $"--Submission:Listeners:1:Endpoint={submissions}", "--Submission:Listeners:1:Tls=implicit",
            $"--Submission:Console:Endpoint={console}", $"--Submission:Admin:Socket={AdminPath}",
        ]);

    private static Task<ProgramResult> RunAsync(string command) => ExternalProgram.RunAsync("bash", ["-c", command]);
}
