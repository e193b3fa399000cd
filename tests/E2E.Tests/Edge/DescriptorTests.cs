using System.Globalization;

namespace E2E.Tests.Edge;

/// <summary>A daemon that has no descriptor left.</summary>
public sealed class DescriptorTests(MailSystem system)
{
    [Fact]
    public async Task Listener_P20_AcceptFailsForWantOfDescriptors_WaitsAndThenServesThoseThatCame()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup);
        await using SmtpWire running = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        // The runtime takes code and threads when they are first needed, and has no other way without descriptors than to end.
        for (int i = 0; i < 3; i++)
        {
            SmtpWire[] others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Wire.ConnectAsync(daemon.Relay)));
            foreach (SmtpWire wire in others) Assert.StartsWith("220 ", await wire.ReadAsync(), StringComparison.Ordinal);
            foreach (SmtpWire wire in others) await wire.DisposeAsync();
        }

        string descriptors = $"/proc/{daemon.Process.Id}/fd";
        await LimitDescriptorsAsync(daemon, Directory.GetFiles(descriptors).Length + 5);
        List<SmtpWire> crowd = [];
        for (int i = 0; i < 30; i++) crowd.Add(await Wire.ConnectAsync(daemon.Relay));
        await daemon.Process.LogHoldsAsync("no connection can be taken");

        // It waits instead of trying again at once, and those that it has are served meanwhile.
        long before = Ticks(daemon);
        for (int i = 0; i < 20; i++)
        {
            Assert.StartsWith("250 ", await running.AskAsync("NOOP"), StringComparison.Ordinal);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        long used = Ticks(daemon) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{used} ticks of 10 ms of a processor in a second without descriptors");
        Assert.InRange(used, 0, 60);
        // The runtime itself can end while it has no descriptor at all, so it gets some before it has new sessions to serve.
        await LimitDescriptorsAsync(daemon, 1024);
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
