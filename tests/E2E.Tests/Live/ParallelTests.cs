namespace E2E.Tests.Live;

/// <summary>Many sessions at once.</summary>
public sealed class ParallelTests(MailSystem system)
{
    private const int Limit = 30;
    private const int Sessions = 12;
    private const int MessagesEach = 5;

    [Fact]
    public async Task Limit_OfOneAccountInManySessions_IsNeverOvershotAndNoMessageIsLostOrDoubled()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(
            system.Setup with { HasOwnPolicy = true }, files => files.ChangeRule("message-rate", "1m: 250", $"1m: {Limit}"));

        string[] replies = [.. (await Task.WhenAll(Enumerable.Range(0, Sessions).Select(session => SendAsync(daemon, session)))).SelectMany(static all => all)];

        string[] accepted = [.. replies.Where(static reply => reply[0] == '2')];
        Assert.Equal(Limit, accepted.Length);
        Assert.All(replies.Except(accepted), static reply => Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(reply)));
        Assert.Equal(Limit, accepted.Select(Wire.IdIn).Distinct(StringComparer.Ordinal).Count());
        SinkMessage[] arrived = [.. Enumerable.Range(0, Sessions).SelectMany(session => system.Sink.To(Recipient(session)))];
        Assert.Equal(accepted.Select(Wire.IdIn).Order(StringComparer.Ordinal), arrived.Select(static message => message.Id).Order(StringComparer.Ordinal));
        await daemon.StopAsync();
    }

    [Fact]
    public async Task Message_CutOff_IsNeitherHandedOnNorCharged()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(
            system.Setup with { HasOwnPolicy = true }, files => files.ChangeRule("message-rate", "1m: 250", "1m: 1"));
        await using (SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan))
        {
            await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
            await wire.AskAsync("RCPT TO:<cut@friend.example>");
            await wire.AskAsync("DATA");
            await wire.SendAsync("Subject: cut off\r\n\r\nhalf");
        }

        await using SmtpWire next = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        await Until.TrueAsync(
            async () => (await next.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>"))[0] == '2', () => "What was cut off stays charged.\n" + daemon.Process.Log);
        await next.AskAsync("RSET");

        Assert.StartsWith("250 ", await next.SendMessageAsync(TestAccount.Jan.Login, "whole@friend.example"), StringComparison.Ordinal);
        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(await next.SendMessageAsync(TestAccount.Jan.Login, "whole@friend.example")));
        Assert.Empty(system.Sink.To("cut@friend.example"));
        await daemon.StopAsync();
    }

    private static string Recipient(int session) => $"parallel-{session}@friend.example";

    private static async Task<List<string>> SendAsync(DaemonProcess daemon, int session)
    {
        List<string> replies = [];
        await using SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        for (int i = 0; i < MessagesEach; i++)
        {
            replies.Add(await wire.SendMessageAsync(TestAccount.Jan.Login, Recipient(session)));
            await wire.AskAsync("RSET");
        }

        return replies;
    }
}
