using System.Globalization;

namespace E2E.Tests.Messages;

/// <summary>What only many messages together show.</summary>
public sealed class BatchTests(MailSystem system) : IAsyncLifetime
{
    private const int BigMessages = 30;
    private const int Batch = 101;
    private static readonly string Big = "Subject: big\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('x', 998) + "\r\n", 1100));
    private DaemonProcess _daemon = null!;

    public async ValueTask InitializeAsync() => _daemon = await DaemonProcess.StartAsync(system.Setup with { PolicyText = BudgetPolicy.Text });

    public async ValueTask DisposeAsync()
    {
        await _daemon.StopAsync();
        await _daemon.DisposeAsync();
    }

    [Fact]
    public async Task BigMail_ToSeznam_IsRefusedFromThe31stOnByItsRealAndByItsDeclaredSize()
    {
        await using SmtpWire wire = await Wire.LogInAsync(_daemon.Submission, TestAccount.Jan);
        string[] domains = ["seznam.cz", "email.cz", "post.cz"];
        for (int i = 0; i < BigMessages; i++)
            Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Jan.Login, $"big@{domains[i % 3]}", Big), StringComparison.Ordinal);

        string real = await wire.SendMessageAsync(TestAccount.Jan.Login, "big@email.cz", Big);
        string small = await wire.SendMessageAsync(TestAccount.Jan.Login, "big@email.cz");
        string elsewhere = await wire.SendMessageAsync(TestAccount.Jan.Login, "big@friend.example", Big);
        await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}> SIZE=2000000");
        string declared = await wire.AskAsync("RCPT TO:<big@post.cz>");

        Assert.Equal("550 5.1.0 {id} too many big messages to Seznam.cz", Wire.WithoutId(real));
        Assert.StartsWith("250 2.0.0 ", small, StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 ", elsewhere, StringComparison.Ordinal);
        Assert.Equal("550 5.1.0 {id} too many big messages to Seznam.cz", Wire.WithoutId(declared));
    }

    [Fact]
    public async Task Batch_OfWhichTheNextHopRefusesMoreThanHalf_BlocksItsSender()
    {
        for (int i = 0; i < Batch; i++) system.Sink.AnswerRecipient(Nobody(i), "550 5.1.1 No such user here");
        await using SmtpWire wire = await Wire.LogInAsync(_daemon.Submission, TestAccount.Busy);
        for (int i = 0; i < Batch / 2; i++)
            Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(TestAccount.Busy.Login, "somebody@friend.example"), StringComparison.Ordinal);
        for (int i = 0; i < Batch / 2; i++) await RefusedAsync(wire, i);
        Assert.StartsWith("250 ", await wire.AskAsync($"MAIL FROM:<{TestAccount.Busy.Login}>"), StringComparison.Ordinal);
        await wire.AskAsync("RSET");

        await RefusedAsync(wire, Batch / 2);

        // Reports are told behind the replies.
        string refused = "";
        await Until.TrueAsync(
            async () =>
            {
                refused = await wire.AskAsync($"MAIL FROM:<{TestAccount.Busy.Login}>");
                await wire.AskAsync("RSET");
                return refused[0] == '5';
            },
            () => _daemon.Process.Log);
        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(refused));
        Assert.Contains("51 of 101 messages", await AdminSocket.GetAsync(_daemon.Files.AdminSocket, "/v1/blocks"), StringComparison.Ordinal);
    }

    private static string Nobody(int number) => string.Create(CultureInfo.InvariantCulture, $"nobody-{number}@friend.example");

    private static async Task RefusedAsync(SmtpWire wire, int number)
    {
        Assert.Equal("550 5.1.1 No such user here", await wire.SendMessageAsync(TestAccount.Busy.Login, Nobody(number)));
        await wire.AskAsync("RSET");
    }
}
