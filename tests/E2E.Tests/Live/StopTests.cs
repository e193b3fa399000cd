using System.Net.Sockets;

namespace E2E.Tests.Live;

/// <summary>SIGTERM.</summary>
public sealed class StopTests(MailSystem system)
{
    [Fact]
    public async Task Sigterm_Q18_WithinData_FinishesTheMessageAndEndsWell()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup);
        await using SmtpWire idle = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        await using SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
        await wire.AskAsync("RCPT TO:<at-the-end@friend.example>");
        await wire.AskAsync("DATA");
        await wire.SendAsync("Subject: half\r\n\r\nfirst half\r\n");

        await daemon.Process.TerminateAsync();
        Assert.Equal("421 4.3.2 Service shutting down", await idle.ReadAsync());
        await Until.TrueAsync(async () => !await ListensAsync(daemon), () => "It still listens.");
        string reply = await wire.AskAsync("second half\r\n.");

        Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(reply));
        Assert.Equal("421 4.3.2 Service shutting down", await wire.ReadAsync());
        Assert.Equal(0, await daemon.Process.ExitCodeAsync());
        Assert.Single(system.Sink.To("at-the-end@friend.example")).AssertIs("Subject: half\r\n\r\nfirst half\r\nsecond half\r\n"u8.ToArray(), Wire.IdIn(reply));
    }

    private static async Task<bool> ListensAsync(DaemonProcess daemon)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(daemon.Relay, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
