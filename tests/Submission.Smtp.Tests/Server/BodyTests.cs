using System.Text;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class BodyTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(".one\r\n", ".one\r\n")]
    [InlineData(".\r\n", ".\r\n")]
    [InlineData("..\r\n", "..\r\n")]
    [InlineData("a\r\n.b\r\n..c\r\n\r\n", "a\r\n.b\r\n..c\r\n\r\n")]
    [InlineData("žluť\r\n", "žluť\r\n")]
    public async Task Data_SM6_WithDots_ArrivesAsItWasBeforeStuffing(string message, string expected)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await StartDataAsync(server);
        string stuffed = message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        await client.SendAsync((stuffed.StartsWith('.') ? "." : "") + stuffed + ".\r\n");
        await client.ExpectAsync("250");
        Assert.Equal(expected, Encoding.UTF8.GetString(Assert.Single(script.Messages)));
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(3_000_001)]
    public async Task Data_OfAnySize_ArrivesExactlyAndLeavesNoFile(int size)
    {
        string directory = Directory.CreateTempSubdirectory("smtp-spool").FullName;
        try
        {
            Script script = new();
            await using TestServer server = await TestServer.StartAsync(script, o => o.SpoolDirectory = directory);
            await using SmtpWire client = await StartDataAsync(server);
            byte[] message = LinesOf(size);
            await client.SendAsync(message);
            await client.SendAsync(".\r\n");
            await client.ExpectAsync("250");
            Assert.Equal(message, Assert.Single(script.Messages));
            Assert.Empty(Directory.GetFileSystemEntries(directory));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Data_SpoolCannotBeWritten_IsRefusedForNow()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.SpoolDirectory = "/nonexistent/spool");
        await using SmtpWire client = await StartDataAsync(server);
        await client.SendAsync(LinesOf(100_000));
        await client.SendAsync(".\r\nNOOP\r\n");
        await client.ExpectAsync("452 4.3.1");
        await client.ExpectAsync("250 2.0.0");
        Assert.Empty(script.Messages);
        Assert.Contains("reset", script.Log);
    }

    [Fact]
    public async Task Data_P18_CutOff_LeavesNothing()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using (SmtpWire client = await StartDataAsync(server))
        {
            await client.SendAsync("text\r\n.\r");
        }

        await Patience.UntilAsync(() => script.Log.Contains("closed"));
        Assert.Empty(script.Messages);
        Assert.DoesNotContain("reset", script.Log);
    }

    private static byte[] LinesOf(int size)
    {
        byte[] message = new byte[size];
        for (int i = 0; i < size; i++) message[i] = (byte)((i % 78) switch { 76 => '\r', 77 => '\n', _ => 'a' + (i % 26) });
        message[^2] = (byte)'\r';
        message[^1] = (byte)'\n';
        if (message[^3] == '\r') message[^3] = (byte)'x';
        return message;
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
