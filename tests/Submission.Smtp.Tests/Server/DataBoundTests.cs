using System.Text;
using Microsoft.Extensions.Time.Testing;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>The bounds of a message's data and of a session's time: each has one reply, and the session goes on where it can.</summary>
public sealed class DataBoundTests
{
    [Theory]
    [InlineData(16_384, "250")]
    [InlineData(16_385, "552 5.3.4 Message header too big")]
    public async Task Header_P3_OfSize_PassesWholeOrIsRefusedAtTheEnd(int size, string reply)
    {
        using BoundCounter bounds = new();
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumHeaderSize = 16_384);
        await using SmtpWire client = await StartDataAsync(server);
        string header = "Subject: " + string.Concat(Enumerable.Repeat("x\r\n ", 4000));
        await client.SendAsync(header + new string('y', size - header.Length - 4) + "\r\n\r\n" + new string('z', 70_000) + "\r\n.\r\n");
        await client.ExpectAsync(reply);
        Assert.Equal(reply == "250" ? 1 : 0, script.Messages.Count);
        Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        if (reply != "250") Assert.NotEqual(0, bounds[SmtpBound.HeaderSize]);
    }

    [Fact]
    public async Task Header_OfAMessageThatHasNone_IsNoHeader()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.MaximumHeaderSize = 16_384);
        foreach (string begin in (string[])["\r\n", "no field\r\n", "Subject: x\r\nno field\r\n"])
        {
            await using SmtpWire client = await StartDataAsync(server);
            await client.SendAsync(begin + string.Concat(Enumerable.Repeat("a: b\r\n", 10_000)) + ".\r\n");
            await client.ExpectAsync("250");
        }
    }

    [Theory]
    [InlineData("DATA\r\n", 3, "552 5.3.4 Message too big")]
    [InlineData("BDAT 9223372036854775807 LAST\r\n", 2, "552 5.3.4 Message too big")]
    public async Task Data_P3_P17_WithoutEnd_IsDroppedUpToItsBoundAndThenClosed(string command, int replies, string reply)
    {
        using BoundCounter bounds = new();
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => (o.MaximumMessageSize, o.MaximumDroppedDataLength) = (1024, 300_000));
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n" + command);
        for (int i = 0; i < replies; i++) await client.ExpectAsync(i == 2 ? "354" : "250");
        Assert.True(await FloodAsync(client) is "" or "552 5.3.4 Message too big\n", reply);
        await Patience.UntilAsync(() => script.Log.Contains("closed"));
        Assert.Equal(["connect", "ehlo client.example", "mail a@b.cz", "rcpt a@b.cz", "reset", "closed"], script.Log);
        Assert.NotEqual(0, bounds[SmtpBound.DroppedData]);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n", "552 5.3.4 Message too big")]
    [InlineData("", "503 5.5.1 Say MAIL first")]
    public async Task Chunk_P16_P17_Refused_IsDroppedNoFurtherThanItsBound(string before, string reply)
    {
        Script script = new();
        PipeServer server = new(script, static o => (o.MaximumMessageSize, o.MaximumDroppedDataLength) = (1024, 100_000));
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("NOOP\r\n", 5000)));
        string[] said = await server.PlayAsync(["EHLO client.example\r\n"u8.ToArray(), Encoding.ASCII.GetBytes(before + "BDAT 1000000 LAST\r\n"), .. Enumerable.Repeat((ReadOnlyMemory<byte>)piece, 5)]);
        Assert.Equal(reply, said[^1]); // and this though the chunk has not ended
        Assert.Equal(before.Length > 0, script.Log.Contains("reset"));
    }

    [Fact]
    public async Task Chunk_P16_OutOfPlaceAndWithoutEnd_IsDroppedUpToItsBoundAndThenClosed()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumDroppedDataLength = 300_000);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("BDAT 9223372036854775807\r\n");
        Assert.True(await FloodAsync(client) is "" or "503 5.5.1 Say MAIL first\n");
    }

    [Fact]
    public async Task Data_P6_SlowerThanTheLeastRate_IsDroppedLongBeforeTheTimeOfAMessage()
    {
        using BoundCounter bounds = new();
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), time: time);
        await using SmtpWire client = await StartDataAsync(server);
        Task<string> rest = client.ReadToEndAsync();
        int seconds = 0;
        while (!rest.IsCompleted && seconds < 1800)
        {
            try
            {
                await client.SendAsync("x");
            }
            catch (IOException)
            {
                break; // it has closed already
            }

            await Task.WhenAny(rest, Task.Delay(20, TestContext.Current.CancellationToken));
            time.Advance(TimeSpan.FromSeconds(20));
            seconds += 20;
        }

        Assert.Equal("421 4.4.2 Timed out\n", await rest);
        Assert.InRange(seconds, 180, 1500);
        Assert.NotEqual(0, bounds[SmtpBound.DataRate]);
    }

    [Fact]
    public async Task Session_P6_LongerThanItsTime_IsToldSoWhateverItDoes()
    {
        using BoundCounter bounds = new();
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.SessionTimeout = TimeSpan.FromMinutes(5), time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        int minutes = 0;
        string reply;
        do
        {
            time.Advance(TimeSpan.FromMinutes(1));
            minutes++;
            reply = await client.AskAsync("NOOP");
        }
        while (reply.StartsWith("250", StringComparison.Ordinal) && minutes < 60);

        Assert.Equal("421 4.4.2 Session too long", reply);
        Assert.InRange(minutes, 5, 6);
        Assert.NotEqual(0, bounds[SmtpBound.SessionTime]);
    }

    [Fact]
    public async Task Session_P6_SilentAtTheEndOfItsTime_IsToldSoThen()
    {
        FakeTimeProvider time = new();
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => (o.SessionTimeout, o.CommandTimeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30)), time);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        Task<string> rest = client.ReadToEndAsync();
        Assert.InRange((await time.AdvanceUntilAsync(rest, TimeSpan.FromSeconds(5))).TotalMinutes, 5, 15);
        Assert.Equal("421 4.4.2 Session too long\n", await rest);
    }

    private static async Task<string> FloodAsync(SmtpWire client)
    {
        Task<string> rest = client.ReadToEndAsync();
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 98) + "\r\n", 500)));
        try
        {
            for (int i = 0; i < 1000 && !rest.IsCompleted; i++) await client.SendAsync(piece);
        }
        catch (IOException)
        {
            // the server has closed while we were sending
        }

        return await rest;
    }

    private static async Task<SmtpWire> StartDataAsync(TestServer server)
    {
        SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        return client;
    }
}
