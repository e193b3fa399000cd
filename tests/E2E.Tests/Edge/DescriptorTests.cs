using System.Globalization;

namespace E2E.Tests.Edge;

/// <summary>A daemon that has few descriptors left.</summary>
public sealed class DescriptorTests(MailSystem system)
{
    [Fact]
    public async Task Listener_P20_DescriptorsRunShort_WaitsAndThenServesThoseThatCame()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup);
        await using SmtpWire running = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        // Five more connections, and the quarter that is kept.
        string descriptors = $"/proc/{daemon.Process.Id}/fd";
        int limit = (Directory.GetFiles(descriptors).Length + 5) * 4 / 3;
        await LimitDescriptorsAsync(daemon, limit);
        List<SmtpWire> crowd = [];
        for (int i = 0; i < 30; i++) crowd.Add(await Wire.ConnectAsync(daemon.Relay));
        await daemon.Process.LogHoldsAsync("no connection can be taken");

        // It waits instead of trying again at once, and those that it has are served meanwhile with all that a message takes.
        long before = Ticks(daemon);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < 20; i++)
        {
            Assert.StartsWith("250 ", await running.AskAsync("NOOP"), StringComparison.Ordinal);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        long used = Ticks(daemon) - before;
        double seconds = Math.Max(1, System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
        TestContext.Current.TestOutputHelper?.WriteLine($"{used} ticks of 10 ms of a processor in {seconds:F1} seconds without descriptors");
        Assert.InRange(used, 0, (long)(60 * seconds));
        Assert.StartsWith("250 ", await running.SendMessageAsync(TestAccount.Jan.Login, "during-the-want@friend.example"), StringComparison.Ordinal);
        Assert.InRange(Directory.GetFiles(descriptors).Length, limit / 2, limit - 10);

        // Those that wait are served once others go.
        foreach (SmtpWire wire in crowd[..15]) await wire.DisposeAsync();
        foreach (SmtpWire wire in crowd[15..20])
        {
            string greeting = await wire.ReadAsync();
            Assert.True(greeting.StartsWith("220 ", StringComparison.Ordinal), $"{greeting}\n{daemon.Process.Log}");
        }

        foreach (SmtpWire wire in crowd[15..]) await wire.DisposeAsync();
        await daemon.Process.LogHoldsAsync("connections are taken again");
        await using SmtpWire next = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        Assert.StartsWith("250 ", await next.SendMessageAsync(TestAccount.Jan.Login, "after-the-want@friend.example"), StringComparison.Ordinal);
    }

    private static async Task LimitDescriptorsAsync(DaemonProcess daemon, int count)
    {
        ProgramResult limited = await ExternalProgram.RunAsync("prlimit", ["--pid", daemon.Process.Id.ToString(CultureInfo.InvariantCulture), $"--nofile={count}:"]);
        Assert.True(limited.ExitCode == 0, limited.Everything);
    }

    // User and system time; the name in brackets may hold blanks.
    private static long Ticks(DaemonProcess daemon)
    {
        string stat = File.ReadAllText($"/proc/{daemon.Process.Id}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
