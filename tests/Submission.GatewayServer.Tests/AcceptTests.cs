using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>From the client to the recipient's server.</summary>
public sealed class AcceptTests : GatewayTest
{
    [Fact]
    public async Task Message_OverTlsWithAuth_ArrivesOctetByOctetBehindOneTraceField()
    {
        await using GatewayProcess gateway = await StartAsync();
        const string Message = "Subject: dots\r\n\r\n.\r\n..\r\n\tžluťoučký\r\n" + "long line\r\n";

        // Dots are doubled for the wire.
        await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
        string reply = await wire.SendMessageAsync(TestAccount.Jan.Login, "friend@friend.example", Message.Replace("\r\n.", "\r\n..", StringComparison.Ordinal));

        await ArrivesAsync("friend@friend.example");
        Assert.Single(Sink.To("friend@friend.example")).AssertIs(Encoding.UTF8.GetBytes(Message), Wire.IdIn(reply));
        await Until.TrueAsync(async () => await gateway.QueuedAsync() == 0, () => "The queue is not empty.\n" + gateway.Process.Log);
        await gateway.StopAsync();
        Secrets.AssertNoneIn(gateway.Process.Log);
    }

    [Fact]
    public async Task Message_OfAMailProgram_ArrivesForEachRecipientOnce()
    {
        await using GatewayProcess gateway = await StartAsync();
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse(TestAccount.Jan.Login));
        message.To.AddRange([MailboxAddress.Parse("one@first.example"), MailboxAddress.Parse("two@first.example"), MailboxAddress.Parse("three@second.example")]);
        message.Subject = "Three";
        message.Body = new TextPart("plain") { Text = new string('x', 200_000) };
        using var client = new SmtpClient();
        client.ServerCertificateValidationCallback = static (_, _, _, _) => true;
        await client.ConnectAsync("127.0.0.1", gateway.Submissions.Port, SecureSocketOptions.SslOnConnect, TestContext.Current.CancellationToken);
        await client.AuthenticateAsync(TestAccount.Jan.Login, TestAccount.Jan.Password, TestContext.Current.CancellationToken);
        await client.SendAsync(message, TestContext.Current.CancellationToken);
        await client.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);

        foreach (string recipient in (string[])["one@first.example", "two@first.example", "three@second.example"])
        {
            await ArrivesAsync(recipient);
            Assert.True(Assert.Single(Sink.To(recipient)).Data.Length > 200_000);
        }
    }

    [Fact]
    public async Task Recipient_RefusedWhereItGoes_ComesBackToTheSenderAsANotice()
    {
        Sink.AnswerRecipient("nobody@friend.example", "550 5.1.1 No such user here");
        await using GatewayProcess gateway = await StartAsync();

        await SendAsync(gateway, "nobody@friend.example");

        await ArrivesAsync(TestAccount.Jan.Login);
        SinkMessage notice = Assert.Single(Sink.To(TestAccount.Jan.Login));
        string text = Encoding.UTF8.GetString(notice.Data);
        Assert.StartsWith("MAIL FROM:<>", notice.Envelope[0], StringComparison.Ordinal);
        Assert.Contains("report-type=delivery-status", text, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822;", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("nobody@friend.example", text, StringComparison.Ordinal);
        Assert.Contains("Action: failed", text, StringComparison.Ordinal);
        Assert.Contains("Status: 5.1.1", text, StringComparison.Ordinal);
    }

    // Q17
    [Fact]
    public async Task Message_With51ReceivedFields_IsRefusedAndNeverQueued()
    {
        await using GatewayProcess gateway = await StartAsync();
        string fifty = string.Concat(Enumerable.Repeat("Received: from a.example by b.example; Mon, 1 Jan 2029 00:00:00 +0000\r\n", 50));
        await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);

        string refused = await wire.SendMessageAsync(TestAccount.Jan.Login, "loop@friend.example", fifty + "Received: one more\r\nSubject: x\r\n\r\nx\r\n");
        string accepted = await wire.SendMessageAsync(TestAccount.Jan.Login, "far@friend.example", fifty + "Subject: x\r\n\r\nReceived: no field\r\n");

        Assert.Equal("554 5.4.6 {id} too many hops, the message loops", Wire.WithoutId(refused));
        Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(accepted));
        await ArrivesAsync("far@friend.example");
        await Until.TrueAsync(async () => await gateway.QueuedAsync() == 0, () => "The queue is not empty.\n" + gateway.Process.Log);
        Assert.Empty(Sink.To("loop@friend.example"));
    }

    [Fact]
    public async Task Message_ThatARuleHolds_IsAcceptedAndWaitsUntilItIsReleased()
    {
        await using GatewayProcess gateway = await StartAsync();

        string id = await SendAsync(gateway, "boss@look.example");
        await SendAsync(gateway, "after@friend.example");
        await ArrivesAsync("after@friend.example");
        string held = await AdminSocket.GetAsync(gateway.AdminSocket, "/v1/queue?state=held");
        Assert.Contains(id, held, StringComparison.Ordinal);
        Assert.Contains("look-at-it", held, StringComparison.Ordinal);
        Assert.Empty(Sink.To("boss@look.example"));

        await AdminSocket.PostAsync(gateway.AdminSocket, $"/v1/queue/release?id={id}");
        await ArrivesAsync("boss@look.example");
        Assert.Equal(id, Assert.Single(Sink.To("boss@look.example")).Id);
    }
}
