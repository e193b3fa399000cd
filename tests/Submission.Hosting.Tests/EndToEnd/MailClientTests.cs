using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Submission.Hosting.Tests.EndToEnd;

/// <summary>Clients that people use.</summary>
public sealed class MailClientTests : IAsyncLifetime
{
    private ScriptedNextHop _hop = null!;
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _hop = new ScriptedNextHop();
        _server = await TestServer.StartAsync(_hop.EndPoint);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _hop.DisposeAsync();
    }

    [Theory]
    [InlineData(SecureSocketOptions.StartTls, "PLAIN")]
    [InlineData(SecureSocketOptions.StartTls, "LOGIN")]
    [InlineData(SecureSocketOptions.SslOnConnect, "PLAIN")]
    [InlineData(SecureSocketOptions.SslOnConnect, "LOGIN")]
    public async Task MailKit_EitherTlsAndMechanism_SendsAMessage(SecureSocketOptions tls, string mechanism)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = static (_, _, _, _) => true, CheckCertificateRevocation = false };
        IPEndPoint server = tls == SecureSocketOptions.StartTls ? _server.StartTls : _server.ImplicitTls;
        await client.ConnectAsync("127.0.0.1", server.Port, tls, TestContext.Current.CancellationToken);
        client.AuthenticationMechanisms.RemoveWhere(offered => offered != mechanism);
        await client.AuthenticateAsync(TestServer.Login, TestServer.Password, TestContext.Current.CancellationToken);

        string reply = await client.SendAsync(Message("Příliš žluťoučký kůň"), TestContext.Current.CancellationToken);
        await client.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);

        Assert.Matches("^2\\.0\\.0 [0-9A-Za-z]{22} accepted$", reply);
        using var arrived = new MemoryStream(Assert.Single(_hop.Messages).Data);
        MimeMessage message = await MimeMessage.LoadAsync(arrived, TestContext.Current.CancellationToken);
        Assert.Equal("Příliš žluťoučký kůň", message.Subject);
        Assert.Single(message.Headers, static header => header.Id == HeaderId.Received);
    }

    [Fact]
    public async Task MailKit_ARecipientThatIsRefused_SeesTheReplyOfThePolicy()
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = static (_, _, _, _) => true, CheckCertificateRevocation = false };
        await client.ConnectAsync("127.0.0.1", _server.StartTls.Port, SecureSocketOptions.StartTls, TestContext.Current.CancellationToken);
        await client.AuthenticateAsync(TestServer.Login, TestServer.Password, TestContext.Current.CancellationToken);
        MimeMessage message = Message("no such domain");
        message.To.Clear();
        message.To.Add(MailboxAddress.Parse("friend@nosuch.example"));

        SmtpCommandException refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(message, TestContext.Current.CancellationToken));

        Assert.Equal(550, (int)refused.StatusCode);
        Assert.Matches("^5\\.1\\.1 [0-9A-Za-z]{22} invalid destination domain <friend@nosuch\\.example>$", refused.Message);
    }

    [Fact]
    public async Task SystemNetMail_StartTls_SendsAMessage()
    {
        TakeAnyCertificate();
        using var client = new System.Net.Mail.SmtpClient("127.0.0.1", _server.StartTls.Port)
        {
            EnableSsl = true,
            Credentials = new NetworkCredential(TestServer.Login, TestServer.Password),
        };

        await client.SendMailAsync(TestServer.Login, "friend@example.net", "by System.Net.Mail", "Hello", TestContext.Current.CancellationToken);

        string text = Encoding.ASCII.GetString(Assert.Single(_hop.Messages).Data);
        Assert.Contains("Subject: by System.Net.Mail", text, StringComparison.OrdinalIgnoreCase);
    }

    // The only way to make this client take a certificate that nobody signed is a class that is obsolete for everything else.
    private static void TakeAnyCertificate()
    {
        RemoteCertificateValidationCallback any = static (_, _, _, _) => true;
        Type.GetType("System.Net.ServicePointManager, System.Net.ServicePoint", throwOnError: true)!.GetProperty("ServerCertificateValidationCallback")!.SetValue(null, any);
    }

    private static MimeMessage Message(string subject)
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = "Hello\r\n.\r\n..\r\n" } };
        message.From.Add(MailboxAddress.Parse(TestServer.Login));
        message.To.Add(MailboxAddress.Parse("friend@example.net"));
        message.Headers.Add("X-Sent", DateTimeOffset.UnixEpoch.ToString("O", CultureInfo.InvariantCulture));
        return message;
    }
}
