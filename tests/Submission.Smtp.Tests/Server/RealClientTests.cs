using System.Net;
using System.Text;
using MailKit.Security;
using MimeKit;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class RealClientTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SecureSocketOptions.StartTls)]
    [InlineData(SecureSocketOptions.SslOnConnect)]
    public async Task MailKit_SendsTwoMessages_TheyArrive(SecureSocketOptions security)
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script, static o => o.AllowCleartextAuthentication = false);
        using MailKit.Net.Smtp.SmtpClient client = new() { ServerCertificateValidationCallback = static (_, _, _, _) => true, CheckCertificateRevocation = false };
        IPEndPoint endPoint = security == SecureSocketOptions.StartTls ? server.StartTls : server.ImplicitTls;
        await client.ConnectAsync("127.0.0.1", endPoint.Port, security, Cancel);
        await client.AuthenticateAsync("jan@domena.cz", "secret", Cancel);
        for (int i = 0; i < 2; i++)
        {
            using MimeMessage message = new(
                [new MailboxAddress("Jan", "jan@domena.cz")], [new MailboxAddress("Eva", "eva@domena.cz"), new MailboxAddress("Ota", "ota@domena.cz")], "Dots", new TextPart("plain") { Text = ".one\n..two\n" });
            await client.SendAsync(message, Cancel);
        }

        await client.DisconnectAsync(quit: true, Cancel);
        Assert.Equal(2, script.Messages.Count);
        Assert.All(script.Messages, static m => Assert.Contains("\r\n.one\r\n..two\r\n", Encoding.ASCII.GetString(m), StringComparison.Ordinal));
        Assert.Equal(4, script.Recipients.Count);
    }

    [Fact]
    public async Task SystemNetMail_WithLogin_Sends()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        using System.Net.Mail.SmtpClient client = new("127.0.0.1", server.StartTls.Port) { Credentials = new NetworkCredential("jan@domena.cz", "secret") };
        await client.SendMailAsync("jan@domena.cz", "eva@domena.cz", "subject", "text", Cancel);
        Assert.Contains("auth LOGIN jan@domena.cz", script.Log);
        Assert.Contains("Subject: subject\r\n", Encoding.ASCII.GetString(Assert.Single(script.Messages)), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_OutOfRange_AreNamed()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(static () => new SmtpConnectionHandler(
            new SmtpServerOptions { MaximumErrors = 0 }, new Script(), null, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<SmtpConnectionHandler>.Instance));
        Assert.Contains("MaximumErrors", error.Message, StringComparison.Ordinal);
    }
}
