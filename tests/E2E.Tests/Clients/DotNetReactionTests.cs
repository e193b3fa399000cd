using System.Net;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using SystemClient = System.Net.Mail.SmtpClient;
using SystemException = System.Net.Mail.SmtpException;
using SystemStatus = System.Net.Mail.SmtpStatusCode;

namespace E2E.Tests.Clients;

/// <summary>The mail clients of .NET, told no for good, no for now, and that the password is wrong: each throws what its documentation says, with the daemon's code.</summary>
public sealed class DotNetReactionTests(MailSystem system)
{
    [Theory]
    [InlineData(Outcome.Refused, SmtpErrorCode.RecipientNotAccepted)]
    [InlineData(Outcome.RefusedAtTheEnd, SmtpErrorCode.MessageNotAccepted)]
    [InlineData(Outcome.Deferred, SmtpErrorCode.RecipientNotAccepted)]
    [InlineData(Outcome.DeferredAtTheEnd, SmtpErrorCode.MessageNotAccepted)]
    public async Task MailKit_ToldNo_ThrowsWhatItDocumentsAndGoesOn(Outcome outcome, SmtpErrorCode expected)
    {
        using var attempt = new Attempt(system, "mailkit", outcome);
        using var later = new Attempt(system, "mailkit");
        using SmtpClient client = await ConnectAsync(attempt);
        await client.AuthenticateAsync(attempt.Login, attempt.Password, TestContext.Current.CancellationToken);

        SmtpCommandException error = await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(client, attempt));

        Assert.Equal(expected, error.ErrorCode);
        Assert.Equal(attempt.Code, (int)error.StatusCode);
        // This client takes the enhanced status code off.
        Assert.Contains(attempt.Words.Split(' ')[^1], error.Message, StringComparison.Ordinal);
        await SendAsync(client, later);
        Assert.Empty(attempt.Arrived);
        Assert.Single(later.Arrived);
    }

    [Fact]
    public async Task MailKit_WrongPassword_ThrowsAuthenticationException()
    {
        using var attempt = new Attempt(system, "mailkit", Outcome.WrongPassword);
        using SmtpClient client = await ConnectAsync(attempt);

        AuthenticationException error = await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(attempt.Login, attempt.Password, TestContext.Current.CancellationToken));

        Assert.StartsWith("535: 5.1.0 ", error.Message, StringComparison.Ordinal);
        Assert.False(client.IsAuthenticated);
    }

    [Theory]
    [InlineData(Outcome.Refused, SystemStatus.MailboxUnavailable)]
    [InlineData(Outcome.RefusedAtTheEnd, SystemStatus.TransactionFailed)]
    [InlineData(Outcome.Deferred, SystemStatus.LocalErrorInProcessing)]
    [InlineData(Outcome.DeferredAtTheEnd, SystemStatus.LocalErrorInProcessing)]
    public async Task SystemNetMail_ToldNo_ThrowsWhatItDocuments(Outcome outcome, SystemStatus expected)
    {
        DotNetClientTests.TakeAnyCertificate();
        using var attempt = new Attempt(system, "system-net-mail", outcome);
        using var client = new SystemClient("127.0.0.1", attempt.EndPoint.Port) { EnableSsl = true, Credentials = new NetworkCredential(attempt.Login, attempt.Password) };
        using var message = new System.Net.Mail.MailMessage(attempt.Login, attempt.Message.Recipient, "by System.Net.Mail", "Hello\r\n");

        SystemException error = await Assert.ThrowsAnyAsync<SystemException>(() => client.SendMailAsync(message, TestContext.Current.CancellationToken));

        Assert.Equal(expected, error.StatusCode);
        Assert.Contains(attempt.Words[4..], error.Message, StringComparison.Ordinal);
        // Only what is said of a mailbox (450, 550 and the like) names the recipient; 451 is of the server.
        Assert.Equal(outcome == Outcome.Refused, error is System.Net.Mail.SmtpFailedRecipientException failed && failed.FailedRecipient == $"<{attempt.Message.Recipient}>");
        Assert.Empty(attempt.Arrived);
    }

    private static async Task<SmtpClient> ConnectAsync(Attempt attempt)
    {
        var client = new SmtpClient
        {
            ServerCertificateValidationCallback = static (_, _, _, _) => true,
            CheckCertificateRevocation = false,
            LocalEndPoint = new IPEndPoint(IPAddress.Parse(attempt.Source), 0),
        };
        await client.ConnectAsync("127.0.0.1", attempt.EndPoint.Port, SecureSocketOptions.StartTls, TestContext.Current.CancellationToken);
        return client;
    }

    private static async Task SendAsync(SmtpClient client, Attempt attempt)
    {
        MimeMessage message = await MimeMessage.LoadAsync(attempt.Message.FileWithCrlf, TestContext.Current.CancellationToken);
        await client.SendAsync(message, TestContext.Current.CancellationToken);
    }
}
