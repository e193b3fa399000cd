using System.Globalization;
using System.Net;
using System.Text;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>What a 250 promises, through stops, starts and a second gateway.</summary>
public sealed class QueueTests : GatewayTest
{
    // Q7
    [Fact]
    public async Task Restart_WithQueuedMessages_DeliversEachOnceAndWhole()
    {
        const int Count = 20;
        IPEndPoint internet = FreePort.Find();
        GatewaySetup setup = Setup with { Internet = internet };
        string[] ids = new string[Count];
        await using (GatewayProcess first = await GatewayProcess.StartAsync(setup, Folder))
        {
            for (int i = 0; i < Count; i++) ids[i] = await SendAsync(first, $"r{i}@d{i % 3}.example", Text(i));
            await first.StopAsync();
        }

        await using var sink = new SmtpSink(internet.Port);
        await using GatewayProcess second = await GatewayProcess.StartAsync(setup, Folder);

        for (int i = 0; i < Count; i++)
        {
            await ArrivesAsync(sink, $"r{i}@d{i % 3}.example");
            Assert.Single(sink.To($"r{i}@d{i % 3}.example")).AssertIs(Encoding.ASCII.GetBytes(Text(i)), ids[i]);
        }

        await Until.TrueAsync(async () => await second.QueuedAsync() == 0, () => "The queue is not empty.\n" + second.Process.Log);
    }

    // Q7, after a death that nobody has announced
    [Fact]
    public async Task Restart_AfterSigkill_DeliversWhatWasAccepted()
    {
        IPEndPoint internet = FreePort.Find();
        GatewaySetup setup = Setup with { Internet = internet };
        // Larger than what stands in the database's row.
        string large = "Subject: large\r\n\r\n" + string.Concat(Enumerable.Repeat(new string('y', 70) + "\r\n", 3000));
        string small, big;
        await using (GatewayProcess first = await GatewayProcess.StartAsync(setup, Folder))
        {
            small = await SendAsync(first, "small@friend.example");
            big = await SendAsync(first, "big@friend.example", large);
            await first.Process.SignalAsync("KILL");
            await first.Process.ExitCodeAsync();
        }

        await using var sink = new SmtpSink(internet.Port);
        await using GatewayProcess second = await GatewayProcess.StartAsync(setup, Folder);

        await ArrivesAsync(sink, "small@friend.example");
        await ArrivesAsync(sink, "big@friend.example");
        Assert.Equal(small, Assert.Single(sink.To("small@friend.example")).Id);
        Assert.Single(sink.To("big@friend.example")).AssertIs(Encoding.ASCII.GetBytes(large), big);
    }

    // Q8
    [Fact]
    public async Task SecondGateway_OnTheSameFolder_DoesNotStartAndLeavesTheFirstAlone()
    {
        await using GatewayProcess first = await StartAsync();
        await using HostProcess second = HostProcess.Run(Folder, GatewayProcess.Command(Setup with { More = new() { ["Admin:Socket"] = "none" } }, Folder));

        Assert.Equal(1, await second.ExitCodeAsync());
        Assert.Contains("Submission:DataDirectory: ", second.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Log, StringComparison.Ordinal);
        await SendAsync(first, "still@friend.example");
        await ArrivesAsync("still@friend.example");
    }

    // Q4: of what the disk has, all but 1 GiB is to be left free, and the message is larger than that.
    [Fact]
    public async Task Mail_WithoutRoom_IsDeferredAtItsSender()
    {
        long least = Math.Max(0, new DriveInfo(Folder).AvailableFreeSpace - (1L << 30));
        var more = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Queue:MinimumFreeSpace"] = least.ToString(CultureInfo.InvariantCulture),
            ["Limits:MessageSize"] = (1L << 40).ToString(CultureInfo.InvariantCulture),
        };
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Setup with { More = more }, Folder);
        await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);

        string reply = await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}> SIZE=100000000000");

        Assert.Equal("452 4.3.1 {id} insufficient system storage, try again later", Wire.WithoutId(reply));
        Assert.StartsWith("503 ", await wire.AskAsync("RCPT TO:<friend@friend.example>"), StringComparison.Ordinal);
        Assert.Equal(0, await gateway.QueuedAsync());
    }

    [Fact]
    public async Task Recipient_DeferredWhereItGoes_IsTriedAgainAndArrivesOnce()
    {
        Sink.AnswerRecipient("busy@friend.example", "451 4.2.1 Mailbox busy");
        await using GatewayProcess gateway = await StartAsync();

        await SendAsync(gateway, "busy@friend.example");
        await Until.TrueAsync(async () => (await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/queue")).Contains("Mailbox busy", StringComparison.Ordinal), () => gateway.Process.Log);
        Sink.AnswerRecipient("busy@friend.example", "250 2.1.5 OK");

        await ArrivesAsync("busy@friend.example");
        await Until.TrueAsync(async () => await gateway.QueuedAsync() == 0, () => "The queue is not empty.\n" + gateway.Process.Log);
        Assert.Single(Sink.To("busy@friend.example"));
    }

    // An operator who says that a server is back knows more than the gateway, which believes it away for an hour.
    [Fact]
    public async Task Retry_OverTheAdminSocket_IsTriedAtOnceWhereTheServerWasOutOfReach()
    {
        IPEndPoint internet = FreePort.Find();
        await using GatewayProcess gateway = await GatewayProcess.StartAsync(Setup with { Internet = internet, FirstRetry = "1h" }, Folder);
        await SendAsync(gateway, "patient@friend.example");
        await Until.TrueAsync(async () => (await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/queue")).Contains("no connection", StringComparison.Ordinal), () => gateway.Process.Log);

        await using var sink = new SmtpSink(internet.Port);
        Assert.Contains("\"changed\":1", await AdminSocket.PostAsync(gateway.AdminSocket, "/v1/queue/retry?domain=friend.example"), StringComparison.Ordinal);
        await ArrivesAsync(sink, "patient@friend.example");
    }

    private static string Text(int number) => $"Subject: number {number}\r\n\r\nThe text of number {number}\r\n";
}
