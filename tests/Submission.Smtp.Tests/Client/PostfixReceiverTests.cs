using System.Security.Authentication;
using System.Text;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Client;

/// <summary>A real Postfix takes what the client sends and passes it on.</summary>
public sealed class PostfixReceiverTests
{
    private const string Header = "From: jan@domena.example\r\nTo: eva@dst.example\r\nDate: Sun, 29 Nov 2026 09:00:00 +0000\r\nMessage-ID: <1@domena.example>\r\nSubject: x\r\n\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "PLAIN LOGIN")]
    [InlineData(false, "LOGIN")]
    public async Task Postfix_TlsLoginAndThreeMessages_PassesThemOnExactly(bool useChunking, string mechanisms)
    {
        Script script = new();
        await using TestServer sink = await TestServer.StartAsync(script, withTls: false);
        await using PostfixPeer postfix = await PostfixPeer.StartAsync(new PostfixPeerOptions
        {
            NextHop = sink.StartTls,
            Accounts = new Dictionary<string, string> { ["jan@domena.example"] = "tajné heslo" },
            Mechanisms = mechanisms,
            Restrictions = new Dictionary<string, string> { ["relay"] = "permit_sasl_authenticated, reject" },
        });
        SmtpClientOptions options = new() { HelloName = "client.example", UseChunking = useChunking, Tls = SmtpClientTls.Required, ValidateCertificate = static (_, _, _, _) => true };
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync([postfix.EndPoint], options, TimeProvider.System, Cancel)).Connection!;
        Assert.Equal(SslProtocols.Tls13, connection.TlsProtocol);
        Assert.StartsWith("TLS_", connection.CipherSuite.ToString()!, StringComparison.Ordinal);
        Assert.Equal("CN=localhost", connection.RemoteCertificate!.Subject);
        Assert.True(connection.Capabilities is { Chunking: true, Pipelining: true, AuthLogin: true, Dsn: true });

        // Without a login no recipient is taken, and what went ahead is thrown away.
        SmtpTransferResult refused = await SendAsync(connection, Header + "no\r\n");
        Assert.Equal(554, refused.Deciding.Reply!.Code);
        Assert.True(connection.IsUsable);

        Assert.Equal(535, (await connection.AuthenticateAsync("jan@domena.example", "falsch", Cancel)).Reply!.Code);
        Assert.Equal(235, (await connection.AuthenticateAsync("jan@domena.example", "tajné heslo", Cancel)).Reply!.Code);
        string[] messages = [Header + ".\r\n..\r\n.x\r\n", Header + "no end", Header + string.Concat(Enumerable.Repeat(".a line with a dot\r\n", 60_000))];
        foreach (string message in messages)
        {
            SmtpTransferResult sent = await SendAsync(connection, message);
            Assert.True(sent.IsAccepted, sent.Deciding.ToString());
        }

        Assert.Equal(221, (await connection.QuitAsync(Cancel)).Reply!.Code);
        await Patience.UntilAsync(() => script.Messages.Count == 3);
        string[] arrived = [.. script.Messages.Select(Encoding.UTF8.GetString)];
        foreach (string message in messages)
        {
            string whole = message.EndsWith("\r\n", StringComparison.Ordinal) ? message : message + "\r\n";
            Assert.Single(arrived, one => one.EndsWith(whole, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Postfix_SomeRecipientsRefused_TakesItForTheOthers()
    {
        Script script = new();
        await using TestServer sink = await TestServer.StartAsync(script, withTls: false);
        await using PostfixPeer postfix = await PostfixPeer.StartAsync(new PostfixPeerOptions
        {
            NextHop = sink.StartTls,
            Restrictions = new Dictionary<string, string> { ["recipient"] = "check_recipient_access inline:{{bad@dst.example = 550 5.1.1 nobody}}" },
        });
        await using SmtpClientConnection connection = (await SmtpClientConnection.ConnectAsync([postfix.EndPoint], new SmtpClientOptions(), TimeProvider.System, Cancel)).Connection!;
        SmtpTransferResult some = await SendAsync(connection, Header + "x\r\n", "bad@dst.example", "eva@dst.example");
        Assert.Equal([false, true], some.Recipients.Select(static r => r.IsPositive));
        Assert.True(some.IsAccepted, some.Deciding.ToString());
        SmtpTransferResult none = await SendAsync(connection, Header + "y\r\n", "bad@dst.example", "bad@dst.example");
        Assert.Equal(550, none.Deciding.Reply!.Code);
        Assert.True((await SendAsync(connection, Header + "z\r\n")).IsAccepted);
        await Patience.UntilAsync(() => script.Messages.Count == 2);
    }

    private static ValueTask<SmtpTransferResult> SendAsync(SmtpClientConnection connection, string message, params string[] recipients) => connection.TransferAsync(
        new SmtpEnvelope(
            new MailCommand(EmailAddress.Parse("jan@domena.example"), SmtpMailParameters.None),
            [.. (recipients.Length > 0 ? recipients : ["eva@dst.example"]).Select(static r => new RcptCommand(EmailAddress.Parse(r), SmtpRcptParameters.None))]),
        default,
        MessageBody.FromMemory(Encoding.UTF8.GetBytes(message)),
        Cancel);
}
