using Submission.GatewayServer.Tests.Peers;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>SIGTERM: nothing is lost, and nothing that others do keeps the gateway.</summary>
public sealed class StopTests : GatewayTest
{
    // Q18
    [Fact]
    public async Task Sigterm_WithinData_FinishesTheMessageWhichIsDelivered()
    {
        string id;
        await using (GatewayProcess gateway = await StartAsync())
        {
            await using SmtpWire idle = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
            await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
            await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
            await wire.AskAsync("RCPT TO:<half@friend.example>");
            await wire.AskAsync("DATA");
            await wire.SendAsync("Subject: half\r\n\r\nfirst half\r\n");

            await gateway.Process.TerminateAsync();
            Assert.Equal("421 4.3.2 Service shutting down", await idle.ReadAsync());
            string reply = await wire.AskAsync("second half\r\n.");

            Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(reply));
            id = Wire.IdIn(reply);
            Assert.Equal(0, await gateway.Process.ExitCodeAsync());
        }

        await using GatewayProcess again = await StartAsync();
        await ArrivesAsync("half@friend.example");
        Assert.Single(Sink.To("half@friend.example")).AssertIs("Subject: half\r\n\r\nfirst half\r\nsecond half\r\n"u8.ToArray(), id);
    }

    // Q18: a client that never ends its message does not keep the gateway, and what it has sent so far is no message.
    [Fact]
    public async Task Sigterm_WithinDataThatDoesNotEnd_EndsWithoutTheMessage()
    {
        await using (GatewayProcess gateway = await StartAsync())
        {
            await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
            await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>");
            await wire.AskAsync("RCPT TO:<never@friend.example>");
            await wire.AskAsync("DATA");
            await wire.SendAsync("Subject: never\r\n\r\nfirst half\r\n");

            await gateway.StopAsync();
            Assert.DoesNotContain("250", await wire.ReadToEndAsync(), StringComparison.Ordinal);
        }

        await using GatewayProcess again = await StartAsync();
        Assert.Equal(0, await again.QueuedAsync());
        Assert.Empty(Sink.To("never@friend.example"));
    }

    // Q19
    [Fact]
    public async Task Sigterm_TwiceWithARemoteThatHangs_EndsAndKeepsTheMessage()
    {
        string id;
        await using var hung = new HangingServer();
        await using (GatewayProcess gateway = await GatewayProcess.StartAsync(Setup with { Internet = hung.EndPoint }, Folder))
        {
            id = await SendAsync(gateway, "hangs@friend.example");
            await hung.WasAskedAsync();

            await gateway.Process.TerminateAsync();
            await gateway.Process.TerminateAsync();
            Assert.Equal(0, await gateway.Process.ExitCodeAsync());
        }

        await using GatewayProcess again = await StartAsync();
        await ArrivesAsync("hangs@friend.example");
        Assert.Equal(id, Assert.Single(Sink.To("hangs@friend.example")).Id);
    }
}
