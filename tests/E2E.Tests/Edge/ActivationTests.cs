using System.Net;
using System.Text.Json.Nodes;

namespace E2E.Tests.Edge;

/// <summary>Sockets that systemd opens and passes by name.</summary>
public sealed class ActivationTests(MailSystem system)
{
    [Fact]
    public async Task Sockets_PassedByName_AreServedAndTheClientThatWokeTheDaemonToo()
    {
        using DaemonFiles files = Prepare("submission", "submissions");
        // In the other order than in the configuration: the name is what counts.
        (IPEndPoint implicitTls, IPEndPoint startTls) = (FreePort.Find(), FreePort.Find());
        await using HostProcess process = Activate(files, [implicitTls, startTls], "submissions:submission");
        await process.LogHoldsAsync("Listening on");

        await using SmtpWire first = await Wire.LogInAsync(startTls, TestAccount.Jan);
        Assert.StartsWith("250 ", await first.SendMessageAsync(TestAccount.Jan.Login, "by-activation@friend.example"), StringComparison.Ordinal);
        await using SmtpWire second = await Wire.ConnectAsync(implicitTls);
        await second.StartTlsAsync();
        Assert.StartsWith("220 ", await second.ReadAsync(), StringComparison.Ordinal);
        await process.LogHoldsAsync($"SMTP listens on {startTls}, STARTTLS");
        await process.LogHoldsAsync($"SMTP listens on {implicitTls}, implicit TLS");

        await process.TerminateAsync();
        Assert.Equal("421 4.3.2 Service shutting down", await first.ReadAsync());
        Assert.Equal(0, await process.ExitCodeAsync());
    }

    [Fact]
    public async Task Socket_NotPassed_IsAnErrorThatNamesThoseThatWere()
    {
        using DaemonFiles files = Prepare("other", "submissions");
        IPEndPoint endpoint = FreePort.Find();
        await using HostProcess process = Activate(files, [endpoint], "submission");
        await process.LogHoldsAsync("Listening on");
        await using SmtpWire wire = await Wire.ConnectAsync(endpoint);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains("systemd has passed no socket 'other'. Passed were: submission;", process.Log, StringComparison.Ordinal);
        Assert.Contains("systemd has passed no socket 'submissions'", process.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_WithoutSystemd_IsAnErrorThatSaysSo()
    {
        using DaemonFiles files = Prepare("submission", "submissions");
        await using HostProcess process = HostProcess.Start(files.Folder, "--config", files.Configuration);
        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains("No socket was passed", process.Log, StringComparison.Ordinal);
    }

    private DaemonFiles Prepare(string startTls, string implicitTls)
    {
        var files = new DaemonFiles();
        files.WriteAccounts(TestAccount.All);
        files.WriteCertificate("activated");
        files.WriteConfiguration(system.Setup);
        JsonNode configuration = JsonNode.Parse(File.ReadAllText(files.Configuration))!;
        configuration["Submission"]!["Listeners"] = new JsonArray(
            new JsonObject { ["Socket"] = startTls, ["Tls"] = "starttls" }, new JsonObject { ["Socket"] = implicitTls, ["Tls"] = "implicit" });
        File.WriteAllText(files.Configuration, configuration.ToJsonString());
        return files;
    }

    private static HostProcess Activate(DaemonFiles files, IPEndPoint[] listen, string names)
    {
        string[] environment = [.. Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(static name => name.StartsWith("DOTNET", StringComparison.Ordinal) || name is "HOME" or "PATH" or "TMPDIR")];
        return HostProcess.Run(
            files.Folder,
            [
                "systemd-socket-activate", .. listen.SelectMany(static endpoint => (string[])["-l", endpoint.ToString()]), $"--fdname={names}", .. environment.Select(static name => "--setenv=" + name),
                "dotnet", HostProcess.ProgramOf("Submission.SmtpServer", "submission-smtp-server"), "--config", files.Configuration,
            ]);
    }
}
