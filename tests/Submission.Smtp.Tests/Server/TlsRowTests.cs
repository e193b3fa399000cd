using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>Handshakes of all kinds, and what outlives one.</summary>
public sealed class TlsRowTests
{
    [Theory]
    [InlineData("MAIL FROM:<a@b.cz>\r\n")]
    [InlineData("STARTTLS\r\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    public async Task Handshake_T4_ThatFails_ClosesAndNeverGoesBackToPlainCommands(string instead)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("STARTTLS");
        await client.SendAsync(instead + "RCPT TO:<a@b.cz>\r\nNOOP\r\n");
        Assert.DoesNotContain("250", await client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(script.Log, static e => e.StartsWith("mail", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("STARTTLS\r\nEHLO x\r\n")]
    [InlineData("STARTTLS\r\nAUTH PLAIN AGEAc2VjcmV0\r\n")]
    [InlineData("NOOP\r\nSTARTTLS\r\nMAIL FROM:<a@b.cz>\r\nRCPT")]
    public async Task StartTls_T1_WithCleartextBehindItCutAnywhere_NeverObeysIt(string injected)
    {
        Script script = new();
        PipeServer server = new(script, withTls: true);
        byte[] wire = Encoding.ASCII.GetBytes(injected);
        int end = injected.IndexOf("STARTTLS\r\n", StringComparison.Ordinal) + 10;
        for (int cut = 0; cut <= wire.Length; cut++)
        {
            string[] said = await server.PlayAsync("EHLO client.example\r\n"u8.ToArray(), wire.AsMemory(0, cut), wire.AsMemory(cut));
            // Either it was seen before the handshake, or the handshake met it and failed.
            Assert.True(said[^1] == (cut < end || cut > end ? "421 4.7.0 Data behind STARTTLS" : "220 2.0.0 Ready to start TLS") || said[^1].StartsWith('\u0015'), $"cut at {cut}: {said[^1]}");
            Assert.DoesNotContain(script.Log, static e => e.StartsWith("mail", StringComparison.Ordinal) || e.StartsWith("auth", StringComparison.Ordinal) || e.EndsWith(" x", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0x0301, 0xC009, 70)] // protocol_version, though the certificate would do for the cipher
    [InlineData(0x0302, 0xC009, 70)]
    [InlineData(0x0303, 0x0005, 40)] // handshake_failure
    [InlineData(0x0303, 0xC007, 40)]
    public async Task Handshake_T5_OfAnOldVersionOrWithRc4_IsRefusedByAnAlert(int version, int cipher, int alert)
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        using var socket = new Socket(server.ImplicitTls.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.ImplicitTls, TestContext.Current.CancellationToken);
        await socket.SendAsync(ClientHello((ushort)version, (ushort)cipher), TestContext.Current.CancellationToken);
        byte[] answer = new byte[256];
        int read = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(read >= 7);
        Assert.Equal((0x15, 2, alert), (answer[0], answer[5], answer[6])); // an alert, a fatal one
    }

    [Fact]
    public async Task Handshake_T5_OfTheOldClientHelloWithAGoodVersionAndCipher_IsAnswered()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        using var socket = new Socket(server.ImplicitTls.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.ImplicitTls, TestContext.Current.CancellationToken);
        await socket.SendAsync(ClientHello(0x0303, 0xC02B), TestContext.Current.CancellationToken);
        byte[] answer = new byte[256];
        int read = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(read >= 7);
        Assert.Equal(0x16, answer[0]);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("smtp", true)]
    [InlineData("h2", false)]
    [InlineData("http/1.1", false)]
    public async Task Handshake_T5_ForAnotherProtocolThanSmtp_IsRefused(string? protocol, bool isServed)
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        using var client = new TcpClient();
        await client.ConnectAsync(server.ImplicitTls, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        var options = new SslClientAuthenticationOptions { TargetHost = "", ApplicationProtocols = protocol is null ? null : [new SslApplicationProtocol(protocol)] };
        if (!isServed)
        {
            Exception? refused = await Record.ExceptionAsync(() => tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken));
            Assert.True(refused is AuthenticationException or IOException, $"{refused}");
            return;
        }

        await tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken);
        byte[] greeting = new byte[3];
        await tls.ReadExactlyAsync(greeting, TestContext.Current.CancellationToken);
        Assert.Equal("220"u8.ToArray(), greeting);
        Assert.Equal(protocol ?? "", tls.NegotiatedApplicationProtocol.ToString());
    }

    [Fact]
    public async Task Counters_T8_OfErrorsAcrossStartTls_AreKept()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumErrors = 5);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        for (int i = 0; i < 3; i++) Assert.StartsWith("500", await client.AskAsync("BOGUS"), StringComparison.Ordinal);
        await client.EncryptAsync();
        Assert.StartsWith("500", await client.AskAsync("BOGUS"), StringComparison.Ordinal);
        Assert.Equal("421 4.7.0 Too many errors", await client.AskAsync("BOGUS"));
    }

    [Fact]
    public async Task Counters_T8_OfIdleCommandsAcrossStartTls_AreKept()
    {
        await using TestServer server = await TestServer.StartAsync(new Script(), static o => o.MaximumIdleCommands = 10);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        for (int i = 0; i < 6; i++) Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        await client.EncryptAsync();
        for (int i = 0; i < 2; i++) Assert.StartsWith("250", await client.AskAsync("NOOP"), StringComparison.Ordinal);
        Assert.Equal("421 4.7.0 Too many commands", await client.AskAsync("NOOP"));
    }

    // A hello without extensions but for the curve, as clients of old send it.
    private static byte[] ClientHello(ushort version, ushort cipher)
    {
        byte[] extensions = [0, 10, 0, 4, 0, 2, 0, 23, 0, 11, 0, 2, 1, 0, 0, 13, 0, 8, 0, 6, 4, 3, 4, 1, 2, 1];
        byte[] body = [0, 0, .. new byte[32], 0, 0, 2, 0, 0, 1, 0, 0, (byte)extensions.Length, .. extensions];
        BinaryPrimitives.WriteUInt16BigEndian(body, version);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(37), cipher);
        return [0x16, 3, 1, 0, (byte)(body.Length + 4), 1, 0, 0, (byte)body.Length, .. body];
    }
}
