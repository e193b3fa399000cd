using System.Net;

namespace E2E.Tests.Demo;

/// <summary>What a new user does: starts the demo and runs the commands that it prints, as printed.</summary>
public sealed class DemoTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("e2e-demo-");
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
    public async Task Demo_CommandsAsPrinted_ShowTheMailAndTheRefusals()
    {
        string[] commands = [.. _demo.Log.Split('\n').Select(static line => line.Trim()).Where(static line => line.StartsWith("swaks ", StringComparison.Ordinal))];
        Assert.Equal(6, commands.Length);

        ProgramResult accepted = await RunAsync(commands[0]);
        ProgramResult refusedSender = await RunAsync(commands[1]);
        ProgramResult refusedRecipient = await RunAsync(commands[2]);
        ProgramResult refusedAttachment = await RunAsync(commands[3]);
        ProgramResult refusedVirus = await RunAsync(commands[4]);
        ProgramResult spam = await RunAsync(commands[5]);

        Assert.True(accepted.ExitCode == 0, accepted.Everything);
        Assert.Contains("250 2.0.0 {id} accepted", Wire.WithoutId(accepted.Everything), StringComparison.Ordinal);
        string line = accepted.Output.Split('\n').First(static text => text.EndsWith(" accepted", StringComparison.Ordinal));
        await _demo.LogHoldsAsync($"--- arrived: {Wire.IdIn(line)}");
        await _demo.LogHoldsAsync("<friend@example.net>");
        Assert.NotEqual(0, refusedSender.ExitCode);
        Assert.Contains("550 5.1.0 <eva@example.com> sender rejected", refusedSender.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, refusedRecipient.ExitCode);
        Assert.Contains("550 5.1.1 {id} invalid destination domain <friend@nosuch.example>", Wire.WithoutId(refusedRecipient.Output), StringComparison.Ordinal);
        Assert.Contains("550 5.1.0 {id} Bad attachment", Wire.WithoutId(refusedAttachment.Output), StringComparison.Ordinal);
        Assert.Contains("550 5.1.0 {id} virus detected", Wire.WithoutId(refusedVirus.Output), StringComparison.Ordinal);
        Assert.True(spam.ExitCode == 0, spam.Everything);
        await _demo.LogHoldsAsync("X-Spam-Flag: YES");
        string id = Wire.IdIn(refusedVirus.Output.Split('\n').First(static text => text.EndsWith("virus detected", StringComparison.Ordinal)));
        Assert.Contains("\"rule\":\"virus-detected\"", await AdminSocket.GetAsync(AdminPath, $"/v1/decisions/{id}"), StringComparison.Ordinal);
        Assert.Contains($"submission-policy explain ID --socket {AdminPath}", _demo.Log, StringComparison.Ordinal);

        await _demo.TerminateAsync();
        Assert.Equal(0, await _demo.ExitCodeAsync());
    }

    [Fact]
    public void Demo_Banner_NamesTheAccountsAndListeners()
    {
        Assert.Matches("account +jan.novak@domena.cz +password jan-demo", _demo.Log);
        Assert.Matches("account +eva@example.com +password eva-demo", _demo.Log);
        Assert.Matches("implicit TLS 127\\.0\\.0\\.1:\\d+", _demo.Log);
    }

    private string AdminPath => Path.Combine(_folder.FullName, "admin.sock");

    private HostProcess Start(IPEndPoint relay, IPEndPoint submission, IPEndPoint submissions) => HostProcess.Start(
        _folder.FullName,
        "--demo",
        $"--Submission:Listeners:0:Endpoint={relay}",
        $"--Submission:Listeners:1:Endpoint={submission}",
        $"--Submission:Listeners:2:Endpoint={submissions}",
        "--Submission:Listeners:2:Tls=implicit",
        $"--Submission:Admin:Socket={AdminPath}");

    private static Task<ProgramResult> RunAsync(string command) => ExternalProgram.RunAsync("bash", ["-c", command]);
}
