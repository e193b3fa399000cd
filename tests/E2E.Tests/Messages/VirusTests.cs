using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace E2E.Tests.Messages;

/// <summary>The shipped policy with a real clamd.</summary>
public sealed class VirusTests(MailSystem system)
{
    private const string CannotScan = "451 4.7.1 {id} cannot scan for viruses now, try again later";

    [Fact]
    public async Task Message_WithTheEicarText_IsRefusedAndNotHandedOver()
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        string reply = await wire.SendMessageAsync(TestAccount.Jan.Login, "eicar@friend.example", $"Subject: x\r\n\r\n{ScannerSamples.Eicar}\r\n");

        Assert.Equal("550 5.1.0 {id} virus detected", Wire.WithoutId(reply));
        Assert.Empty(system.Sink.To("eicar@friend.example"));
        string decision = await AdminSocket.GetAsync(system.Daemon.Files.AdminSocket, $"/v1/decisions/{Wire.IdIn(reply)}");
        Assert.Contains("\"verdict\":\"refuse\",\"rule\":\"virus-detected\"", decision, StringComparison.Ordinal);
        Assert.Contains(ClamdPeer.VirusName, decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clamd_DownAndUpAgain_DefersAndThenAccepts()
    {
        await using ClamdPeer clamd = await ClamdPeer.StartAsync();
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup with { Clamd = clamd.UnixEndPoint.ToString() });
        await using (SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan))
        {
            Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, "clamd-up@friend.example"), StringComparison.Ordinal);
            await clamd.KillAsync();
            Assert.Equal(CannotScan, Wire.WithoutId(await wire.SendMessageAsync(TestAccount.Jan.Login, "clamd-down@friend.example")));
            await clamd.StartAgainAsync();
            Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, "clamd-back@friend.example"), StringComparison.Ordinal);
        }

        Assert.Empty(system.Sink.To("clamd-down@friend.example"));
        await daemon.StopAsync();
    }

    [Fact]
    public async Task Clamd_ThatSaysNothing_DefersInTimeAndTheSessionLives()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup with { Clamd = silent.LocalEndpoint.ToString(), ScannerTimeout = "1s" });
        await using (SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan))
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Equal(CannotScan, Wire.WithoutId(await wire.SendMessageAsync(TestAccount.Jan.Login, "silent@friend.example")));
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
            Assert.StartsWith("250 ", await wire.AskAsync("NOOP"), StringComparison.Ordinal);
        }

        await daemon.StopAsync();
    }

    [Fact]
    public async Task Daemon_WithoutTheScannerThatARuleNeeds_DoesNotStartAndNamesRuleAndKeys()
    {
        using var files = new DaemonFiles();
        files.WriteAccounts(TestAccount.All);
        files.WriteCertificate("first");
        files.WriteConfiguration(system.Setup with { Clamd = null });
        await using HostProcess process = HostProcess.Start(files.Folder, "--config", files.Configuration);

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains(
            "The rule 'virus-detected' needs a virus scanner. Set Submission:Scanners:Clamd, or leave the rule out: Submission:WithoutRules:0=virus-detected.",
            process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Log, StringComparison.Ordinal);
    }
}
