using System.Text;

namespace E2E.Tests.Messages;

/// <summary>Spam by a real rspamd and a real spamd: the first few pass and are marked, then nothing does until an operator lifts the block.</summary>
public sealed class SpamTests(MailSystem system)
{
    private static readonly string Spam = $"Subject: offer\r\n\r\n{ScannerSamples.Gtube}\r\n";

    [Fact]
    public async Task Rspamd_SixSpamMessages_ArePassedMarkedThenRefusedThenBlockedUntilLifted()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup with { PolicyText = BudgetPolicy.Text });

        await AssertBudgetAsync(daemon, "rspamd@friend.example", "Yes, score=");

        await daemon.StopAsync();
    }

    [Fact]
    public async Task Spamd_SixSpamMessages_ArePassedMarkedThenRefusedThenBlockedUntilLifted()
    {
        await using SpamdPeer spamd = await SpamdPeer.StartAsync();
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(
            system.Setup with { PolicyText = BudgetPolicy.Text, Rspamd = null, Spamd = spamd.EndPoint.ToString() });

        await AssertBudgetAsync(daemon, "spamd@friend.example", "Yes, score=1000.5 required=5.0\r\n\ttests=");

        await daemon.StopAsync();
    }

    private async Task AssertBudgetAsync(DaemonProcess daemon, string recipient, string status)
    {
        await using SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, "ham-" + recipient), StringComparison.Ordinal);
        for (int i = 0; i < 5; i++) Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, recipient, Spam), StringComparison.Ordinal);

        string refused = await wire.SendMessageAsync(TestAccount.Jan.Login, recipient, Spam);
        string blocked = await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
        string blocks = await AdminSocket.GetAsync(daemon.Files.AdminSocket, "/v1/blocks");
        string why = await AdminSocket.GetAsync(daemon.Files.AdminSocket, $"/v1/decisions/{Wire.IdIn(blocked)}");
        string liftedAccount = await AdminSocket.PostAsync(daemon.Files.AdminSocket, $"/v1/blocks/{TestAccount.Jan.Login}/lift");
        string stillBlocked = await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
        string client = daemon.Process.Log.Split("client=")[1].Split(' ')[0];
        string liftedClient = await AdminSocket.PostAsync(daemon.Files.AdminSocket, $"/v1/blocks/{client}/lift?rule=spam-budget");

        Assert.Equal("550 5.1.0 {id} spam detected", Wire.WithoutId(refused));
        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(blocked));
        Assert.Contains($"\"subject\":\"{TestAccount.Jan.Login}\"", blocks, StringComparison.Ordinal);
        Assert.Contains("\"rule\":\"spam-budget\"", why, StringComparison.Ordinal);
        Assert.Contains("\"count\":1", liftedAccount, StringComparison.Ordinal);
        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(stillBlocked));
        Assert.Contains("\"count\":1", liftedClient, StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, recipient, Spam), StringComparison.Ordinal);

        SinkMessage[] arrived = system.Sink.To(recipient);
        Assert.Equal(6, arrived.Length);
        foreach (SinkMessage message in arrived)
        {
            string text = message.AssertTraced(id: null);
            Assert.StartsWith("X-Spam-Flag: YES\r\nX-Spam-Status: " + status, text, StringComparison.Ordinal);
            Assert.Contains("GTUBE", text[..^Spam.Length], StringComparison.Ordinal);
            Assert.EndsWith("\r\n" + Spam, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("X-Spam", Encoding.Latin1.GetString(Assert.Single(system.Sink.To("ham-" + recipient)).Data), StringComparison.Ordinal);
    }
}
