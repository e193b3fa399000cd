using System.Net;
using System.Text;

namespace E2E.Tests.Dialogs;

/// <summary>Checks 7, 8 and 9 at their real figures.</summary>
public sealed class LimitTests(MailSystem system)
{
    private const int Limit = 250;

    [Fact]
    public async Task Recipients_The251st_IsRefusedAndTheOthersStay()
    {
        string tag = Guid.NewGuid().ToString("N");
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
        var commands = new StringBuilder($"MAIL FROM:<{TestAccount.Jan.Login}>\r\n");
        for (int i = 1; i <= Limit + 1; i++) commands.Append("RCPT TO:<").Append(i).Append('-').Append(tag).Append("@friend.example>\r\n");
        await wire.SendAsync(commands.Append("DATA\r\n").ToString());

        Assert.Equal("250 2.1.0 OK", await wire.ReadAsync());
        for (int i = 1; i <= Limit; i++) Assert.Equal("250 2.1.5 OK", await wire.ReadAsync());
        Assert.Equal("550 5.1.0 {id} too many recipients", Wire.WithoutId(await wire.ReadAsync()));
        Assert.StartsWith("354 ", await wire.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(await wire.AskAsync("Subject: to many\r\n\r\n.")));
        SinkMessage message = Assert.Single(system.Sink.To($"{Limit}-{tag}@friend.example"));
        Assert.Equal(Limit, message.Recipients.Length);
    }

    [Fact]
    public async Task Messages_The251st_IsRefusedInTheSessionAndInTheMinute()
    {
        const string Recipient = "many@friend.example";
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Busy);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 1; i <= Limit; i++)
            Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(await wire.SendMessageAsync(TestAccount.Busy.Login, Recipient)));

        string sameSession = await wire.AskAsync($"MAIL FROM:<{TestAccount.Busy.Login}>");
        await using SmtpWire second = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Busy);
        string otherSession = await second.AskAsync($"MAIL FROM:<{TestAccount.Busy.Login}>");
        bool isMinuteOver = System.Diagnostics.Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(55);

        Assert.Equal("550 5.1.0 {id} too many messages per session, try again later", Wire.WithoutId(sameSession));
        if (!isMinuteOver) Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(otherSession));
        Assert.Equal(Limit, system.Sink.To(Recipient).Length);
    }

    [Fact]
    public async Task Connections_The21stAtOnceOfAnAddress_IsRefusedUntilOneEnds()
    {
        IPAddress client = Loopback.Next();
        List<SmtpWire> wires = [];
        for (int i = 1; i <= 20; i++)
        {
            wires.Add(await Wire.ConnectAsync(system.Daemon.Submission, client));
            Assert.StartsWith("220 ", await wires[^1].ReadAsync(), StringComparison.Ordinal);
        }

        await using SmtpWire tooMany = await Wire.ConnectAsync(system.Daemon.Relay, client);
        Assert.Equal($"421 4.7.0 {{id}} too many connections from {client}, try again later", Wire.WithoutId(await tooMany.ReadAsync()));
        Assert.Equal("EOF", await tooMany.ReadAsync());

        Assert.StartsWith("221 ", await wires[0].AskAsync("QUIT"), StringComparison.Ordinal);
        Assert.Equal("EOF", await wires[0].ReadAsync());
        await Until.TrueAsync(async () => await GreetingAsync(client) == "220", () => system.Daemon.Process.Log);
        foreach (SmtpWire wire in wires) await wire.DisposeAsync();
    }

    private async Task<string> GreetingAsync(IPAddress client)
    {
        await using SmtpWire wire = await Wire.ConnectAsync(system.Daemon.Submission, client);
        return (await wire.ReadAsync())[..3];
    }
}
