using Microsoft.Extensions.Time.Testing;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class TimeoutTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("", 300)]
    [InlineData("NOOP\r\nNOO", 30)]
    [InlineData("AUTH LOGIN\r\n", 300)]
    [InlineData("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\ntext", 180)]
    [InlineData("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nBDAT 10\r\ntext", 180)]
    public async Task Client_P6_FallsSilent_IsToldAndDropped(string said, int seconds)
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), time: time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync(said);
        Task<string> rest = client.ReadToEndAsync();
        TimeSpan waited = await time.AdvanceUntilAsync(rest, Step);
        Assert.EndsWith("421 4.4.2 Timed out\n", await rest, StringComparison.Ordinal);
        Assert.InRange(waited.TotalSeconds, seconds, seconds < 60 ? 290 : seconds + 1200);
    }

    [Fact]
    public async Task Client_NeverSpeaks_IsDroppedEarlier()
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), time: time);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await client.ExpectAsync("220");
        Task<string> rest = client.ReadToEndAsync();
        Assert.InRange((await time.AdvanceUntilAsync(rest, Step)).TotalSeconds, 60, 290);
        Assert.Equal("421 4.4.2 Timed out\n", await rest);
    }

    [Fact]
    public async Task Client_P6_SendsAnOctetNowAndThen_CannotDrawALineOut()
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), time: time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Task<string> rest = client.ReadToEndAsync();
        int sent = 0;
        while (!rest.IsCompleted && sent < 100)
        {
            try
            {
                await client.SendAsync("x");
            }
            catch (IOException)
            {
                break; // it has closed already
            }

            sent++;
            await Task.WhenAny(rest, Task.Delay(20, TestContext.Current.CancellationToken));
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.InRange(sent, 3, 29);
        Assert.Equal("421 4.4.2 Timed out\n", await rest);
    }

    [Fact]
    public async Task Client_P6_SendsDataDropByDrop_IsDroppedAfterTheTimeOfAWholeMessage()
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => (o.MessageTimeout, o.MinimumDataRate) = (TimeSpan.FromMinutes(5), 0), time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\nDATA\r\n");
        Task<string> rest = client.ReadToEndAsync();
        int minutes = 0;
        while (!rest.IsCompleted && minutes < 60)
        {
            try
            {
                await client.SendAsync("x\r\n");
            }
            catch (IOException)
            {
                break; // it has closed already
            }

            await Task.WhenAny(rest, Task.Delay(20, TestContext.Current.CancellationToken));
            time.Advance(TimeSpan.FromMinutes(1));
            minutes++;
        }

        Assert.InRange(minutes, 5, 59);
        Assert.EndsWith("421 4.4.2 Timed out\n", await rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_NeverReads_IsCutOff()
    {
        FakeTimeProvider time = new();
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumIdleCommands = 1_000_000, time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Task sending = SendWithoutEndAsync(client);
        Assert.InRange((await time.AdvanceUntilAsync(sending, Step)).TotalSeconds, 60, 6000);
        await Patience.UntilAsync(() => script.Log.Contains("closed"));
    }

    private static async Task SendWithoutEndAsync(SmtpWire client)
    {
        string commands = string.Concat(Enumerable.Repeat("HELP\r\n", 10_000));
        try
        {
            while (true) await client.SendAsync(commands);
        }
        catch (IOException)
        {
            // cut off
        }
    }

    [Fact]
    public async Task Handshake_P6_T4_NeverComes_ClosesTheConnection()
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), time: time);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.ImplicitTls);
        Task<string> rest = client.ReadToEndAsync();
        Assert.InRange((await time.AdvanceUntilAsync(rest, Step)).TotalSeconds, 30, 290);
        Assert.Equal("", await rest);
    }

    [Fact]
    public async Task Server_Stops_TellsIdleSessions()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire plain = await SmtpWire.GreetAsync(server.StartTls);
        await using SmtpWire encrypted = await SmtpWire.GreetAsync(server.ImplicitTls, tls: true);
        Task stopped = server.StopAsync();
        Assert.Equal("421 4.3.2 Service shutting down\n", await plain.ReadToEndAsync());
        Assert.Equal("421 4.3.2 Service shutting down\n", await encrypted.ReadToEndAsync());
        await stopped;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_StopsDuringData_TakesTheMessageFirst(bool tls)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(tls ? server.ImplicitTls : server.StartTls, tls);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        await using SmtpWire idle = await SmtpWire.GreetAsync(server.StartTls);
        Task stopped = server.StopAsync();
        await idle.ExpectAsync("421");
        await client.SendAsync("text\r\n.\r\n");
        Assert.Equal("250 2.0.0 OK\n421 4.3.2 Service shutting down\n", await client.ReadToEndAsync());
        await stopped;
        Assert.Single(script.Messages);
    }

    [Fact]
    public async Task Server_StopsAndTheDataNeverEnds_GivesUpInTime()
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => (o.DrainTimeout, o.DataTimeout, o.MinimumDataRate) = (TimeSpan.FromSeconds(10), TimeSpan.FromHours(1), 0), time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        Task stopped = server.StopAsync();
        Task<string> rest = client.ReadToEndAsync();
        await time.AdvanceUntilAsync(rest, TimeSpan.FromSeconds(1));
        Assert.Equal("421 4.3.2 Service shutting down\n", await rest);
        await stopped;
    }

    [Fact]
    public async Task Server_StopsAndTheHostNeverAnswers_CancelsItAndTellsTheClient()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Script script = new() { Hold = token => { held.SetResult(); return Task.Delay(Timeout.InfiniteTimeSpan, token); } };
        await using TestServer server = await TestServer.StartAsync(script, static o => o.DrainTimeout = TimeSpan.FromSeconds(10), time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        await client.SendAsync(".\r\n");
        await held.Task;
        Task stopped = server.StopAsync();
        Task<string> rest = client.ReadToEndAsync();
        await time.AdvanceUntilAsync(rest, TimeSpan.FromSeconds(1));
        Assert.Equal("421 4.3.2 Service shutting down\n", await rest);
        await stopped;
    }
}
