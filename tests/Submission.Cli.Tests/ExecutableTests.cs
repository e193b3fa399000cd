using System.Diagnostics;
using System.Globalization;
using System.Text;
using Submission.Cli.CommandLine;

namespace Submission.Cli.Tests;

/// <summary>The real executable: what only a process can show.</summary>
public sealed class ExecutableTests
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    [Fact]
    public async Task Executable_Redirected_WritesUtf8WithoutColours()
    {
        using var policy = new PolicyFolder();
        policy.Write("policy.yaml", PolicyFolder.Header.Replace("Two rules", "Příliš žluťoučký kůň", StringComparison.Ordinal));
        policy.Write("rules/foreign-sender.yaml", PolicyFolder.ForeignSender.Replace("Only friends", "Jen přátelé", StringComparison.Ordinal));
        (int exitCode, string output, string error) = await RunAsync(policy.Path, "", "explain", "foreign-sender");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("Jen přátelé may send.", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\uFEFF', output);
    }

    [Fact]
    public async Task Executable_WithoutAPath_TakesTheFolderThatItIsIn()
    {
        using var policy = new PolicyFolder();
        Assert.Equal((0, "small: 2 rules, 2 lists, no errors\n", ""), await RunAsync(policy.Path, "", "validate"));
    }

    [Fact]
    public async Task Executable_WithoutAPathAndAPolicy_SaysWhatItLookedFor()
    {
        using var policy = new PolicyFolder();
        (int exitCode, _, string error) = await RunAsync(Path.Combine(policy.Path, "rules"), "", "validate");
        Assert.Equal((3, "error: There is no policy at 'specs/forpsi'. Name the folder that holds policy.yaml.\n"), (exitCode, error));
    }

    [Fact]
    public async Task Executable_WithAPipedDialog_SaysWhatTheProcessWithinSays()
    {
        using var policy = new PolicyFolder();
        const string Dialog = "EHLO me\nMAIL FROM:<eve@elsewhere.example>\nQUIT\n";
        (int exitCode, string output, string error) = await RunAsync(policy.Path, Dialog, "session");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal((await ToolRun.RunWithInputAsync(Dialog, "session", policy.Path)).Output, output);
    }

    [Fact]
    public async Task Executable_ThatIsInterrupted_EndsWith130()
    {
        using Process process = Start(Directory.GetCurrentDirectory(), "session", "@forpsi");
        await process.StandardInput.WriteAsync(":after 1s\n");
        await process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        // It answers, so it is up and waits for the next line.
        Assert.Equal(":after 1s", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string folder, string input, params string[] arguments)
    {
        using Process process = Start(folder, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(string folder, params string[] arguments)
    {
        string assembly = typeof(SubmissionPolicyTool).Assembly.Location;
        // Whoever is started in the background by a shell without job control ignores interruptions, and all that he starts do.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", assembly, .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        return Process.Start(start)!;
    }
}
