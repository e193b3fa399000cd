using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Policy.Testing;

namespace Submission.Cli.Tests.Admin;

/// <summary>What the tool says where no host answers, or not as a host does.</summary>
public sealed class AdminFailureTests
{
    [Fact]
    public async Task NoSocket_SaysWhatWasTriedAndWhatToDo()
    {
        ToolRun run = await ToolRun.RunAsync("blocks", "list", "--socket", "/nowhere/admin.sock");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.Equal(
            "error: No host answers on /nowhere/admin.sock: there is no such socket. Start the host, or say where its socket is with --socket PATH or SUBMISSION_ADMIN_SOCKET;"
            + " the host's log says it at the start.\n",
            run.Error);
    }

    [Fact]
    public void NoSocketAtADefaultPath_NamesAllOfThem()
    {
        string[] candidates = [.. AdminSocketPath.Candidates()];
        string text = AdminSocketFailure.Describe(candidates[0], new SocketException((int)SocketError.AddressNotAvailable));
        Assert.All(candidates, candidate => Assert.Contains(candidate, text, StringComparison.Ordinal));
    }

    [Fact]
    public void PermissionDenied_SaysAsWhomToRun()
    {
        string text = AdminSocketFailure.Describe("/run/admin.sock", new SocketException((int)SocketError.AccessDenied));
        Assert.StartsWith($"The admin socket /run/admin.sock may not be used by {Environment.UserName}. Run this tool as the user that the host runs as", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostThatHasEnded_IsToldFromOneThatNeverWas()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        using (var left = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)) left.Bind(new UnixDomainSocketEndPoint(path));
        if (!File.Exists(path)) await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        try
        {
            ToolRun run = await ToolRun.RunAsync("limits", "show", "jan@domena.cz", "--socket", path);
            Assert.Equal((3, ""), (run.ExitCode, run.Output));
            Assert.StartsWith($"error: No host answers on {path}: a host was there and has ended, or the file is no socket. Start the host", run.Error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task PathTooLongForASocket_IsWrongUsage()
    {
        ToolRun run = await ToolRun.RunAsync("blocks", "list", "--socket", $"/tmp/{new string('x', 120)}");
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains("longer than a unix socket's can be", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"blocks\":null}")]
    [InlineData("{\"blocks\":[null]}")]
    [InlineData("{\"blocks\":[{\"scope\":\"a\"}]}")]
    [InlineData("{\"blocks\":[{\"scope\":1}]}")]
    [InlineData("<html>")]
    public async Task AnswerThatIsNoDocument_IsNotTakenForOne(string answer)
    {
        await using AdminHost host = await AdminHost.StartTextAsync(answer);
        ToolRun run = await ToolRun.RunAsync("blocks", "list", "--socket", host.Socket);
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: What listens on {host.Socket} does not answer as a host does.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n")]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")]
    public async Task AnswerThatIsNotHttp_IsNotTakenForOne(string answer)
    {
        await using AdminHost host = await AdminHost.StartAsync(async context =>
        {
            Socket socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
            await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
            socket.Shutdown(SocketShutdown.Both);
        });
        ToolRun run = await ToolRun.RunAsync("blocks", "list", "--socket", host.Socket);
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: What listens on {host.Socket} does not answer as a host does.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostThatSaysNothing_IsWaitedForTenSeconds()
    {
        var clock = new FakeClock(AdminExamples.AtNoon.Now);
        await using AdminHost host = await AdminHost.StartAsync(async context =>
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        });
        ToolRun run = await ToolRun.RunAtAsync(clock, "blocks", "list", "--socket", host.Socket);
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: Whatever listens on {host.Socket} has not answered within 10 seconds.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 2)]
    [InlineData(404, 1)]
    [InlineData(405, 3)]
    [InlineData(500, 3)]
    public async Task ProblemOfTheHost_IsWhatTheToolSays(int status, int exitCode)
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminProblem("Title", status, "The subject is wrong.\u001b[31m"), status);
        Assert.Equal(new ToolRun(exitCode, "", "error: The subject is wrong.<U+001B>[31m\n"), await ToolRun.RunAsync("limits", "show", "x", "--socket", host.Socket));
    }
}
