using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Submission.Hosting.Tests.EndToEnd;
using Submission.Hosting.Running;
using Submission.SmtpServer;
using Submission.Hosting.Demo;

namespace Submission.Hosting.Tests.Hosts;

/// <summary>The daemon as a process: its output, signals and exit codes.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Demo_AsAProcess_ServesReloadsAtSighupAndEndsAtSigterm()
    {
        if (OperatingSystem.IsWindows()) return;
        using Process server = Start("--demo", "--Submission:Listeners:0:Endpoint=127.0.0.1:0", "--Submission:Admin:Socket=none");
        var output = new ProcessLines(server.StandardOutput);
        string listening = await output.FindAsync("SMTP listens on 127.0.0.1:", Patience);
        int port = int.Parse(listening.Split("127.0.0.1:")[1].Split(',')[0], CultureInfo.InvariantCulture);
        await output.FindAsync("Ctrl+C ends it.", Patience);
        await output.FindAsync("is in force", Patience);

        using (SmtpTalk talk = await SmtpTalk.LogInAsync(new IPEndPoint(IPAddress.Loopback, port), DemoAccounts.FirstLogin, DemoAccounts.FirstPassword))
        {
            Assert.StartsWith("250 2.0.0", await talk.SendAsync(DemoAccounts.FirstLogin, "friend@example.net"), StringComparison.Ordinal);
        }

        await output.FindAsync("--- arrived: ", Patience);
        Signal("HUP", server.Id);
        await output.FindAsync("is in force", Patience);
        Signal("TERM", server.Id);

        await server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Stopped, server.ExitCode);
    }

    [Theory]
    [InlineData("--help", ExitCodes.Stopped, "usage: ")]
    [InlineData("--version", ExitCodes.Stopped, "0.")]
    [InlineData("--bogus", ExitCodes.Misunderstood, "'--bogus' was not understood.")]
    [InlineData("--Submission:NextHopp=x", ExitCodes.CouldNotStart, "Submission:NextHopp: There is no such key. Did you mean NextHop?")]
    [InlineData("--config=/nowhere/smtp.json", ExitCodes.CouldNotStart, "smtp.json")]
    public async Task Start_Argument_EndsWithItsExitCodeAndSaysWhy(string argument, int exitCode, string expected)
    {
        using Process server = Start(argument);
        string text = await server.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            + await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, server.ExitCode);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Submission:Policy=", "policy.yaml:1:1: The file does not exist.")]
    [InlineData("--Submission:DataDirectory=/dev/null/data", "Submission:DataDirectory: The folder '/dev/null/data' cannot be made: ")]
    [InlineData("--Logging:LogLevel:Default=Loud", "Logging:LogLevel:Default: 'Loud' is not a level. Known: Trace, Debug, Information")]
    public async Task Start_SettingThatCannotBeServed_EndsWithTheReasonAndNoStack(string argument, string expected)
    {
        if (OperatingSystem.IsWindows()) return;
        DirectoryInfo empty = Directory.CreateTempSubdirectory();
        using Process server = Start("--demo", argument.EndsWith('=') ? argument + empty.FullName : argument);
        string errors = await server.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await server.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        empty.Delete();

        Assert.Equal(ExitCodes.CouldNotStart, server.ExitCode);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [typeof(SmtpServerHost).Assembly.Location, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            Environment = { ["JOURNAL_STREAM"] = null },
        })!;

    private static void Signal(string name, int process)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false })!;
        kill.WaitForExit();
    }

    /// <summary>Reads the lines of a process, so that it never waits for a reader.</summary>
    private sealed class ProcessLines
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
        private readonly List<string> _seen = [];

        public ProcessLines(StreamReader reader) => _ = ReadAsync(reader);

        /// <summary>The first line that holds a text and was not found before. The log has a thread of its own, so its lines and others come in any order.</summary>
        public async Task<string> FindAsync(string text, TimeSpan patience)
        {
            using var timeout = new CancellationTokenSource(patience);
            int found;
            while ((found = _seen.FindIndex(line => line.Contains(text, StringComparison.Ordinal))) < 0) _seen.Add(await _lines.Reader.ReadAsync(timeout.Token));
            string result = _seen[found];
            _seen.RemoveAt(found);
            return result;
        }

        private async Task ReadAsync(StreamReader reader)
        {
            while (await reader.ReadLineAsync() is { } line) _lines.Writer.TryWrite(line);
            _lines.Writer.Complete();
        }
    }
}
