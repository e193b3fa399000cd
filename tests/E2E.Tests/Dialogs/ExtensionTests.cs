using System.Net;
using System.Text;

namespace E2E.Tests.Dialogs;

/// <summary>The extensions that EHLO announces, all the way to the next hop.</summary>
public sealed class ExtensionTests(MailSystem system)
{
    private const int BigMessage = 30 * 1024 * 1024;
    private static readonly string Sender = TestAccount.Jan.Login;

    [Fact]
    public async Task Dsn_Parameters_AreCarriedOn()
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
        await wire.AskAsync($"MAIL FROM:<{Sender}> SIZE=100 BODY=8BITMIME RET=HDRS ENVID=QQ+2B314159");
        await wire.AskAsync("RCPT TO:<dsn@friend.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob+2Bx@friend.example");
        await wire.AskAsync("RCPT TO:<dsn-never@friend.example> NOTIFY=NEVER");
        await wire.AskAsync("DATA");
        Assert.StartsWith("250 ", await wire.AskAsync("Subject: dsn\r\n\r\n."), StringComparison.Ordinal);

        string[] envelope = Assert.Single(system.Sink.To("dsn@friend.example")).Envelope;
        Assert.StartsWith($"MAIL FROM:<{Sender}>", envelope[0], StringComparison.Ordinal);
        Assert.Contains(" RET=HDRS ENVID=QQ+2B314159", envelope[0], StringComparison.Ordinal);
        Assert.Contains(" BODY=8BITMIME", envelope[0], StringComparison.Ordinal);
        Assert.Equal("RCPT TO:<dsn@friend.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;Bob+2Bx@friend.example", envelope[1]);
        Assert.Equal("RCPT TO:<dsn-never@friend.example> NOTIFY=NEVER", envelope[2]);
    }

    [Fact]
    public async Task SmtpUtf8_AddressAndHeader_ArriveAsTheyWere()
    {
        const string Recipient = "jiří@friend.example";
        byte[] message = Encoding.UTF8.GetBytes("Subject: žluťoučký\r\nTo: jiří@friend.example\r\n\r\nkůň\r\n");
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        Assert.Equal("553 5.6.7 Address needs SMTPUTF8", await AtRecipientAsync(wire, $"MAIL FROM:<{Sender}>", Recipient));
        await wire.AskAsync("RSET");
        Assert.Equal("250 2.1.5 OK", await AtRecipientAsync(wire, $"MAIL FROM:<{Sender}> SMTPUTF8 BODY=8BITMIME", Recipient));
        await wire.AskAsync("DATA");
        await wire.SendAsync(message);
        string reply = await wire.AskAsync(".");

        SinkMessage arrived = Assert.Single(system.Sink.To(Recipient));
        Assert.Contains(" SMTPUTF8", arrived.Envelope[0], StringComparison.Ordinal);
        arrived.AssertIs(message, Wire.IdIn(reply), "UTF8SMTPSA");
    }

    [Fact]
    public async Task Bdat_Chunks_ArriveAsOneMessage()
    {
        byte[] first = "Subject: chunks\r\n\r\n.a dot\r"u8.ToArray();
        byte[] second = "\n.\r\nbehind a dot that ends nothing\r\n"u8.ToArray();
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
        await AtRecipientAsync(wire, $"MAIL FROM:<{Sender}>", "chunks@friend.example");

        Assert.Equal("250 2.0.0 Chunk received", await SendChunkAsync(wire, first, ""));
        Assert.Equal("250 2.0.0 Chunk received", await SendChunkAsync(wire, second, ""));
        string reply = await SendChunkAsync(wire, [], " LAST");

        Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(reply));
        Assert.Single(system.Sink.To("chunks@friend.example")).AssertIs([.. first, .. second], Wire.IdIn(reply));
    }

    [Fact]
    public async Task Message_WithABareLf_IsRefusedAndTheLogSaysWhy()
    {
        IPAddress client = Loopback.Next();
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan, client);

        string reply = await wire.SendMessageAsync(Sender, "bare@friend.example", "Subject: bare\n\r\n\r\nHello\r\n");

        Assert.Equal("550 5.6.0 Message holds a bare CR, a bare LF or a NUL", reply);
        Assert.Empty(system.Sink.To("bare@friend.example"));
        await system.Daemon.Process.LogHoldsAsync($"a message of {client} was refused for its content: BadOctet");
    }

    [Fact]
    public async Task Pipelining_TwoMessagesInOneWrite_AreAnsweredInTheirOrder()
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
        string Transaction(int i) => $"MAIL FROM:<{Sender}>\r\nRCPT TO:<x@nosuch.example>\r\nRCPT TO:<pipe{i}@friend.example>\r\nDATA\r\nSubject: {i}\r\n\r\nbody {i}\r\n.\r\n";

        await wire.SendAsync(Transaction(1) + Transaction(2) + "QUIT\r\n");

        for (int i = 1; i <= 2; i++)
        {
            Assert.Equal("250 2.1.0 OK", await wire.ReadAsync());
            Assert.StartsWith("550 5.1.1 ", await wire.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal("250 2.1.5 OK", await wire.ReadAsync());
            Assert.StartsWith("354 ", await wire.ReadAsync(), StringComparison.Ordinal);
            string reply = await wire.ReadAsync();
            Assert.Single(system.Sink.To($"pipe{i}@friend.example")).AssertIs(Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\nbody {i}\r\n"), Wire.IdIn(reply));
        }

        Assert.Equal("221 2.0.0 Bye", await wire.ReadAsync());
        Assert.Equal("EOF", await wire.ReadAsync());
    }

    [Fact]
    public async Task BigMessages_ThreeAtOnce_ArriveAndTheDaemonHoldsNoneInMemory()
    {
        byte[] message = Big();
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup);
        await SendBigAsync(daemon, "warm@friend.example", "Subject: warm\r\n\r\nup\r\n"u8.ToArray());
        await daemon.Process.ForgetPeakMemoryAsync();
        long before = await daemon.Process.MemoryAsync();

        string[] recipients = ["big1@friend.example", "big2@friend.example", "big3@friend.example"];
        string[] replies = await Task.WhenAll(recipients.Select(recipient => SendBigAsync(daemon, recipient, message)));

        long grown = await daemon.Process.PeakMemoryAsync() - before;
        Assert.InRange(grown, 0, BigMessage / 1024);
        foreach ((string recipient, string reply) in recipients.Zip(replies))
        {
            Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(reply));
            byte[] arrived = Assert.Single(system.Sink.To(recipient)).Data;
            Assert.True(arrived.AsSpan().EndsWith(message), "The message was changed.");
        }

        await daemon.StopAsync();
    }

    private static async Task<string> SendBigAsync(DaemonProcess daemon, string recipient, byte[] message)
    {
        await using SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        await AtRecipientAsync(wire, $"MAIL FROM:<{Sender}> SIZE={message.Length}", recipient);
        await wire.AskAsync("DATA");
        await wire.SendAsync(message);
        return await wire.AskAsync(".");
    }

    private static byte[] Big()
    {
        byte[] message = new byte[BigMessage];
        message.AsSpan().Fill((byte)'a');
        "Subject: big\r\n\r\n"u8.CopyTo(message);
        for (int i = 98; i + 2 <= message.Length; i += 100) "\r\n"u8.CopyTo(message.AsSpan(i));
        "\r\n"u8.CopyTo(message.AsSpan(message.Length - 2));
        return message;
    }

    private static async Task<string> AtRecipientAsync(SmtpWire wire, string mail, string recipient)
    {
        Assert.Equal("250 2.1.0 OK", await wire.AskAsync(mail));
        return await wire.AskAsync($"RCPT TO:<{recipient}>");
    }

    private static async Task<string> SendChunkAsync(SmtpWire wire, byte[] chunk, string last)
    {
        await wire.SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"BDAT {chunk.Length}{last}\r\n"), .. chunk]);
        return await wire.ReadAsync();
    }
}
