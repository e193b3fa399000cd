using System.Globalization;

namespace E2E.Tests.Edge;

/// <summary>What clients may cost in memory.</summary>
public sealed class MemoryTests(MailSystem system)
{
    private const long Gigabyte = 1_000_000_000;
    private const long Mebibyte = 1024;

    private static readonly int Sessions = int.TryParse(Environment.GetEnvironmentVariable("IDLE_SESSIONS"), CultureInfo.InvariantCulture, out int number) ? number : 300;

    [Fact]
    public async Task Line_P3_OfAGigabyte_IsClosedAtTheLimitAndCostsNoMemory()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(
            system.Setup with { Arguments = ["--Logging:LogLevel:Default=Information", "--Submission:AllowCleartextAuth=true", "--Submission:Limits:DroppedData=16777216"] });
        const string Data = "MAIL FROM:<jan@domena.cz>\r\nRCPT TO:<x@friend.example>\r\nDATA\r\n";
        // A command, a line of a message, a header field.
        foreach (string before in (string[])["NOOP ", Data, Data + "Subject: x\r\nX: "])
        {
            await FloodAsync(daemon, before);
            // What the line costs it costs each time; what else the runtime takes meanwhile it takes once.
            long least = long.MaxValue;
            for (int i = 0; i < 6 && least > Mebibyte; i++)
            {
                await daemon.Process.ForgetPeakMemoryAsync();
                long rest = await daemon.Process.MemoryAsync();
                Assert.InRange(await FloodAsync(daemon, before), 1, Gigabyte / 10);
                least = Math.Min(least, await daemon.Process.PeakMemoryAsync() - rest);
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"The peak of memory grew by {least} KiB");
            Assert.InRange(least, long.MinValue, Mebibyte);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sessions_P7_IdleInGreatNumber_CostLittleAndARealClientIsServed(bool tls)
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(
            system.Setup with { Arguments = ["--Logging:LogLevel:Default=Information", "--Submission:Limits:Connections=10000", "--Submission:WithoutRules:0=server-too-busy"] });
        foreach (SmtpWire wire in await OpenAsync(daemon, 100, tls)) await wire.DisposeAsync();
        long before = await daemon.Process.MemoryAsync();

        SmtpWire[] idle = await OpenAsync(daemon, Sessions, tls);
        long grown = await daemon.Process.MemoryAsync() - before;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Sessions} idle sessions{(tls ? " under TLS" : "")}: {grown} KiB, {(double)grown / Sessions:F1} KiB each; peak {await daemon.Process.PeakMemoryAsync()} KiB");
        // Under TLS what OpenSSL keeps of a connection, 16 KiB, comes on top. Fewer sessions tell less: what a heap grows by at once is megabytes.
        Assert.InRange(grown, long.MinValue, (Sessions * (tls ? 40L : 20L)) + (Sessions >= 2000 ? 0 : 12_288));

        await using (SmtpWire real = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan))
            Assert.StartsWith("250 ", await real.SendMessageAsync(TestAccount.Jan.Login, "among-many@friend.example"), StringComparison.Ordinal);
        foreach (SmtpWire wire in idle) await wire.DisposeAsync();
    }

    private static async Task<SmtpWire[]> OpenAsync(DaemonProcess daemon, int count, bool tls)
    {
        SmtpWire[] wires = new SmtpWire[count];
        for (int i = 0; i < count; i++)
        {
            if (tls)
            {
                wires[i] = await Wire.EncryptAsync(daemon.Relay);
                continue;
            }

            wires[i] = await Wire.ConnectAsync(daemon.Relay);
            Assert.StartsWith("220 ", await wires[i].ReadAsync(), StringComparison.Ordinal);
            await wires[i].AskAsync("EHLO client.example");
        }

        return wires;
    }

    private static async Task<long> FloodAsync(DaemonProcess daemon, string before)
    {
        await using SmtpWire wire = await Wire.ConnectAsync(daemon.Submission);
        await wire.ReadAsync();
        await wire.AskAsync("EHLO client.example");
        Assert.StartsWith("235 ", await wire.AuthenticateAsync(TestAccount.Jan.Login, TestAccount.Jan.Password), StringComparison.Ordinal);
        string[] commands = before.Split("\r\n");
        foreach (string command in commands[..^1])
        {
            if (command.StartsWith("Subject", StringComparison.Ordinal)) await wire.SendAsync(command + "\r\n");
            else Assert.Contains((await wire.AskAsync(command))[0], "23");
        }

        await wire.SendAsync(commands[^1]);
        byte[] piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)'x');
        long sent = 0;
        try
        {
            while (sent < Gigabyte)
            {
                await wire.SendAsync(piece);
                sent += piece.Length;
            }
        }
        catch (IOException)
        {
            // closed at the limit
        }

        return sent;
    }
}
