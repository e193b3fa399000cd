using Submission.Policy;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

public sealed class DialogTests
{
    public static TheoryData<string, string> Dialogs => new()
    {
        { "whole", """
            S: 220 smtp.example ESMTP ready
            C: EHLO client.example
            S: 250-smtp.example
            S: 250-SIZE 52428800
            S: 250-8BITMIME
            S: 250-PIPELINING
            S: 250-ENHANCEDSTATUSCODES
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250-STARTTLS
            S: 250-AUTH PLAIN LOGIN
            S: 250 CHUNKING
            C: MAIL FROM:<jan@domena.cz>
            S: 250 2.1.0 OK
            C: RCPT TO:<eva@domena.cz>
            S: 250 2.1.5 OK
            C: DATA
            S: 354 End data with <CR><LF>.<CR><LF>
            C: Subject: x
            C:
            C: text
            C: .
            S: 250 2.0.0 OK
            C: QUIT
            S: 221 2.0.0 Bye
            S: EOF
            """ },
        { "P16 order", """
            S: 220 *
            C: MAIL FROM:<a@b.cz>
            S: 503 5.5.1 *
            C: HELO x
            S: 250 smtp.example
            C: RCPT TO:<a@b.cz>
            S: 503 5.5.1 *
            C: DATA
            S: 503 5.5.1 *
            C: MAIL FROM:<a@b.cz>
            S: 250 2.1.0 OK
            C: MAIL FROM:<a@b.cz>
            S: 503 5.5.1 *
            C: DATA
            S: 503 5.5.1 No valid recipients
            C: RSET
            S: 250 2.0.0 OK
            C: RCPT TO:<a@b.cz>
            S: 503 5.5.1 *
            """ },
        { "P12 small commands", """
            S: 220 *
            C: noop
            S: 250 2.0.0 OK
            C: NOOP with a text
            S: 250 2.0.0 OK
            C: VRFY jan
            S: 252 2.0.0 *
            C: VRFY
            S: 501 5.5.4 *
            C: EXPN list
            S: 502 5.5.1 *
            C: HELP
            S: 214 2.0.0 *
            C: BOGUS
            S: 500 5.5.1 *
            C:
            S: 500 5.5.1 *
            C: RSET now
            S: 501 5.5.4 *
            C: QUIT now
            S: 501 5.5.4 *
            C: EHLO
            S: 501 5.5.4 *
            C: EHLO two words
            S: 501 5.5.4 *
            C: quit
            S: 221 2.0.0 Bye
            S: EOF
            """ },
        { "P15 paths", """
            S: 220 *
            C: HELO x
            S: 250 *
            C: MAIL FROM: <a@b.cz>
            S: 250 2.1.0 OK
            C: rcpt to:<a@b.cz>
            S: 250 2.1.5 OK
            C: RCPT TO:<Postmaster>
            S: 250 2.1.5 OK
            C: RCPT TO:<>
            S: 501 5.1.3 *
            C: RCPT TO:a@b.cz
            S: 501 5.1.3 *
            C: RCPT TO:<@r.cz:a@b.cz>
            S: 501 5.1.3 *
            C: RCPT TO:<a@b.cz:25>
            S: 501 5.1.3 *
            C: RCPT TO:<a@b.cz>x
            S: 501 5.1.3 *
            C: RCPT TO:<příjemce@b.cz>
            S: 553 5.6.7 *
            C: RSET
            S: 250 *
            C: MAIL FROM:<odesílatel@b.cz>
            S: 553 5.6.7 *
            C: MAIL FROM:<odesílatel@b.cz> SMTPUTF8
            S: 250 *
            C: RCPT TO:<příjemce@b.cz>
            S: 250 *
            """ },
        { "P14 parameters", """
            S: 220 *
            C: EHLO x
            S: 250-smtp.example
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250 *
            C: MAIL FROM:<a@b.cz> UNKNOWN=1
            S: 555 5.5.4 *
            C: MAIL FROM:<a@b.cz> SIZE=abc
            S: 501 5.5.4 *
            C: MAIL FROM:<a@b.cz> SIZE=1 SIZE=1
            S: 501 5.5.4 *
            C: MAIL FROM:<a@b.cz> BODY=BINARYMIME
            S: 501 5.5.4 *
            C: MAIL FROM:<a@b.cz> SIZE=52428801
            S: 552 5.3.4 *
            C: MAIL FROM:<a@b.cz> SIZE=99999999999999999999
            S: 552 5.3.4 *
            C: MAIL FROM:<a@b.cz> SIZE=52428800 BODY=8BITMIME RET=HDRS ENVID=a+2Bb AUTH=<>
            S: 250 *
            C: RCPT TO:<a@b.cz> NOTIFY=NEVER,SUCCESS
            S: 501 5.5.4 *
            C: RCPT TO:<a@b.cz> SIZE=1
            S: 555 5.5.4 *
            C: RCPT TO:<a@b.cz> ORCPT=rfc822;a+0D+0Ab@c.cz
            S: 501 5.5.4 *
            C: RCPT TO:<a@b.cz> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;jan+2Bx@c.cz
            S: 250 *
            """ },
        { "P10 pipelined", """
            S: 220 *
            C: HELO x
            S: 250 *
            C: MAIL FROM:<a@b.cz>
            C: RCPT TO:<a@b.cz>
            C: RCPT TO:<bad>
            C: DATA
            S: 250 2.1.0 OK
            S: 250 2.1.5 OK
            S: 501 5.1.3 *
            S: 354 *
            C: .
            C: MAIL FROM:<c@b.cz>
            C: QUIT
            S: 250 2.0.0 OK
            S: 250 2.1.0 OK
            S: 221 2.0.0 Bye
            S: EOF
            """ },
        { "P5 get", "S: 220 *\nC: GET /evil HTTP/1.1\nC: Host: x\nS: 554 5.5.1 *\nS: EOF" },
        { "P5 post", "S: 220 *\nC: POST / HTTP/1.1\nS: 554 5.5.1 *\nS: EOF" },
        { "P5 connect", "S: 220 *\nC: CONNECT x:25 HTTP/1.1\nS: 554 5.5.1 *\nS: EOF" },
        { "proxy line from a stranger", "S: 220 *\nC: PROXY TCP4 1.2.3.4 5.6.7.8 1 2\nS: 500 5.5.1 *\nC: QUIT\nS: 221 *\nS: EOF" },
    };

    [Theory]
    [MemberData(nameof(Dialogs))]
    public async Task Session_Scripted_AnswersLineByLine(string name, string dialog)
    {
        Assert.NotEmpty(name);
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        await Dialog.PlayAsync(client, dialog);
    }

    [Fact]
    public async Task Mail_WithParameters_HandsThemToTheHost()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.AskAsync("MAIL FROM:<a@b.cz> SIZE=12 body=8bitmime smtputf8 ret=full ENVID=QQ+2B1 AUTH=e+3Dmc2@x.cz");
        Assert.StartsWith("250", await client.AskAsync("RCPT TO:<ž@b.cz> NOTIFY=failure ORCPT=utf-8;ž@b.cz"), StringComparison.Ordinal);

        MailCommand mail = Assert.Single(script.Mails);
        Assert.Equal(12, mail.Parameters.Size);
        Assert.Equal(SmtpBodyType.EightBitMime, mail.Parameters.Body);
        Assert.True(mail.Parameters.SmtpUtf8);
        Assert.Equal(DsnReturn.Full, mail.Parameters.Return);
        Assert.Equal("QQ+1", mail.Parameters.EnvelopeId);
        Assert.Equal("e=mc2@x.cz", mail.Parameters.Submitter);
        RcptCommand recipient = Assert.Single(script.Recipients);
        Assert.Equal(DsnNotify.Failure, recipient.Parameters.Notify);
        Assert.Equal(("utf-8", "ž@b.cz", "utf-8;ž@b.cz"), (recipient.Parameters.OriginalRecipient!.AddressType, recipient.Parameters.OriginalRecipient.Address, recipient.Parameters.OriginalRecipient.Encoded));
    }

    [Fact]
    public async Task Connect_RefusedByTheHost_SendsItsReplyInPlaceOfTheGreetingAndCloses()
    {
        Script script = new() { Connect = static () => new(SmtpReply.Parse("554 5.1.0 id Connection refused from 127.0.0.1.")) };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.ConnectAsync(server.StartTls);
        Assert.Equal("554 5.1.0 id Connection refused from 127.0.0.1.\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Answers_OfTheHost_AreSentByteForByte()
    {
        Script script = new()
        {
            Mail = static _ => new(SmtpReply.Parse("550 5.1.0 <a@b.cz> sender rejected")),
            Message = static _ => new(new SmtpAnswer { Reply = SmtpReply.Parse("550 5.7.1 second"), Lines = ["first", "sec\r\nond"], Close = true }),
        };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.Equal("550 5.1.0 <a@b.cz> sender rejected", await client.AskAsync("MAIL FROM:<a@b.cz>"));
        Assert.StartsWith("503", await client.AskAsync("RCPT TO:<a@b.cz>"), StringComparison.Ordinal);
        script.Mail = static _ => default;
        await client.AskAsync("MAIL FROM:<a@b.cz>");
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        await client.SendAsync("x\r\n.\r\n");
        Assert.Equal("550-5.7.1 first\n550 5.7.1 sec??ond\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Host_P19_Throws_IsAnswered451AndTheSessionLives()
    {
        Script script = new() { Mail = static _ => throw new InvalidOperationException("bug"), Message = static async _ => { await Task.Yield(); throw new InvalidOperationException("bug"); } };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        Assert.StartsWith("451 4.3.0", await client.AskAsync("MAIL FROM:<a@b.cz>"), StringComparison.Ordinal);
        script.Mail = static _ => default;
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<a@b.cz>"), StringComparison.Ordinal);
        await client.AskAsync("RCPT TO:<a@b.cz>");
        await client.AskAsync("DATA");
        Assert.StartsWith("451 4.3.0", await client.AskAsync("."), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync("MAIL FROM:<a@b.cz>"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_HostTakesItsTime_SendsWhatWasSaidBefore()
    {
        TaskCompletionSource<SmtpAnswer> slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Script script = new() { Recipient = _ => new(slow.Task) };
        await using TestServer server = await TestServer.StartAsync(script);
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n");
        await client.ExpectAsync("250 2.1.0");
        slow.SetResult(default);
        await client.ExpectAsync("250 2.1.5");
    }

    [Fact]
    public async Task Transaction_EndsByResetEhloOrMessage_TellsTheHostOnce()
    {
        Script script = new();
        await using TestServer server = await TestServer.StartAsync(script);
        await using (SmtpWire client = await SmtpWire.GreetAsync(server.StartTls))
        {
            await client.AskAsync("RSET");
            await client.AskAsync("MAIL FROM:<a@b.cz>");
            await client.AskAsync("RSET");
            await client.AskAsync("MAIL FROM:<>");
            await client.AskAsync("EHLO again");
            await client.AskAsync("QUIT");
        }

        Assert.Equal(["connect", "ehlo client.example", "mail a@b.cz", "reset", "mail ", "reset", "ehlo again"], script.Log.Where(static e => e != "closed"));
    }

    [Fact]
    public async Task Client_ClosesItsSide_GetsTheAnswersToAllItSaid()
    {
        await using TestServer server = await TestServer.StartAsync(new Script());
        await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
        await client.SendAsync("NOOP\r\nNOOP\r\nNOO");
        client.CloseSending();
        Assert.Equal("250 2.0.0 OK\n250 2.0.0 OK\n", await client.ReadToEndAsync());
    }
}
