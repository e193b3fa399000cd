using System.Text;
using Microsoft.Win32.SafeHandles;
using MimeKit;
using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>Rows N-1 to N-14 in so far as a notice shows them; <see cref="NoticeRulesTests"/> has N-1 and N-6, <see cref="NoticePropertyTests"/> what no input may break.</summary>
public sealed class NoticeTests
{
    private static readonly QueuedRecipient Failed = NoticeCase.Recipient(
        OwedNotice.Failed, "eva@example.org", NoticeCase.Reply(RecipientOutcomeKind.Failed, 550, "5.1.1", "No such user"));

    [Fact]
    public async Task N1_RecipientForWhomNothingIsOwed_IsNotNamed()
    {
        QueuedRecipient silent = Failed with { Notice = OwedNotice.None, Command = new RcptCommand(EmailAddress.Parse("secret@example.org"), SmtpRcptParameters.None) };
        string notice = Text(await new NoticeCase { Recipients = [silent, Failed] }.OctetsAsync());
        Assert.DoesNotContain("secret@example.org", notice, StringComparison.Ordinal);
        Assert.Null(await new NoticeCase { Recipients = [silent] }.WriteAsync());
    }

    [Fact]
    public async Task N1_Envelope_IsNullSenderAndNeverAndNoReturn()
    {
        NewMessage? notice = await new NoticeCase { Recipients = [Failed], Parameters = new SmtpMailParameters { Return = DsnReturn.Full, EnvelopeId = "X" } }.WriteAsync();
        Assert.NotNull(notice);
        Assert.True(notice.Mail.ReversePath.IsNull);
        Assert.Equal(SmtpMailParameters.None, notice.Mail.Parameters);
        RcptCommand recipient = Assert.Single(notice.Recipients);
        Assert.Equal("jan@domena.cz", recipient.ForwardPath.ToString());
        Assert.Equal(DsnNotify.Never, recipient.Parameters.Notify);
        Assert.Equal(NoticeCase.NoticeId, notice.Id);
        Assert.Null(notice.Account);
        Assert.Null(notice.Client);
    }

    [Fact]
    public async Task N2_EnvelopeIdAndOriginalRecipient_ComeBackDecoded()
    {
        SmtpRcptParameters original = new() { OriginalRecipient = new OriginalRecipient("rfc822", "a+b@c", "rfc822;a+2Bb@c") };
        QueuedRecipient recipient = Failed with { Command = new RcptCommand(EmailAddress.Parse("eva@example.org"), original) };
        string id = new string('e', 98) + "=+";
        Notice notice = Notice.Read(await new NoticeCase { Recipients = [recipient], Parameters = new SmtpMailParameters { EnvelopeId = id } }.OctetsAsync());
        Assert.Equal(id, notice.Message["Original-Envelope-Id"]);
        Assert.Equal("rfc822; a+b@c", notice.Recipients[0]["Original-Recipient"]);
    }

    [Theory]
    [InlineData(null, 0, "message/rfc822")]
    [InlineData(DsnReturn.Full, 0, "message/rfc822")]
    [InlineData(DsnReturn.Headers, 0, "text/rfc822-headers")]
    [InlineData(DsnReturn.Full, -1, "text/rfc822-headers")]
    public async Task N3_Return_FollowsRetAndSize(DsnReturn? wanted, int room, string type)
    {
        GatewayOptions options = new() { Hostname = "gw.domena.cz", MaximumReturnedSize = NoticeCase.PlainMessage.Length + room };
        Notice notice = Notice.Read(await new NoticeCase { Recipients = [Failed], Parameters = new SmtpMailParameters { Return = wanted }, Options = options }.OctetsAsync());
        Assert.Equal(type, notice.Returned!.ContentType.MimeType);
        Assert.Equal(type == "message/rfc822", Text(notice.Octets).Contains("Hello Eva", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(OwedNotice.Delayed)]
    [InlineData(OwedNotice.Relayed)]
    [InlineData(OwedNotice.Delivered)]
    public async Task N3_NothingFailed_ReturnsTheHeaderOnly(OwedNotice what)
    {
        NoticeCase given = new() { Recipients = [Failed with { Notice = what }], Parameters = new SmtpMailParameters { Return = DsnReturn.Full } };
        Assert.Equal("text/rfc822-headers", Notice.Read(await given.OctetsAsync()).Returned!.ContentType.MimeType);
    }

    [Fact]
    public async Task N3_EndlessHeader_IsCutAtAField()
    {
        StringBuilder header = new("Subject: long\r\n");
        for (int i = 0; header.Length < 200_000; i++) header.Append("X-Field-").Append(i).Append(": value\r\n folded\r\n");
        byte[] octets = await new NoticeCase { Recipients = [Failed], Message = Encoding.ASCII.GetBytes(header + "\r\nbody\r\n") }.OctetsAsync();
        string returned = Text(Notice.Read(octets).ReturnedOctets());
        Assert.InRange(returned.Length, 49_900, 50_000);
        Assert.EndsWith(": value\r\n folded\r\n", returned, StringComparison.Ordinal);
        Assert.StartsWith(returned, header.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task N4_NullSender_GetsNoNotice() => Assert.Null(await new NoticeCase { Sender = "", Recipients = [Failed] }.WriteAsync());

    [Fact]
    public async Task N5_MixedResults_StandInOneReportInTheOrderOfTheMessage()
    {
        Notice notice = Notice.Read(await NoticeCases.All["mixed"].OctetsAsync());
        Assert.Equal(["relayed", "failed", "delayed"], notice.Recipients.Select(static recipient => recipient["Action"]));
        Assert.Equal(["2.0.0", "5.1.1", "4.4.1"], notice.Recipients.Select(static recipient => recipient["Status"]));
    }

    [Theory]
    [InlineData(OwedNotice.Failed, "5.0.0", "5.0.0")]
    [InlineData(OwedNotice.Failed, "5.1.1", "5.1.1")]
    [InlineData(OwedNotice.Failed, "4.2.2", "4.4.7")]
    [InlineData(OwedNotice.Failed, "2.0.0", "5.0.0")]
    [InlineData(OwedNotice.Delayed, "4.2.2", "4.2.2")]
    [InlineData(OwedNotice.Delayed, "5.1.1", "4.0.0")]
    [InlineData(OwedNotice.Relayed, "2.1.5", "2.1.5")]
    [InlineData(OwedNotice.Relayed, "4.0.0", "2.0.0")]
    public async Task N7_Status_IsTheOutcomesInAClassThatFits(OwedNotice what, string given, string told)
    {
        QueuedRecipient recipient = NoticeCase.Recipient(what, "eva@example.org", NoticeCase.NoReply(RecipientOutcomeKind.Failed, given, "why"));
        Assert.Equal(told, Notice.Read(await new NoticeCase { Recipients = [recipient] }.OctetsAsync()).Recipients[0]["Status"]);
    }

    [Fact]
    public async Task N7_RecipientWithoutOutcome_IsToldAllTheSame()
    {
        Notice notice = Notice.Read(await new NoticeCase { Recipients = [NoticeCase.Recipient(OwedNotice.Failed, "eva@example.org", null)] }.OctetsAsync());
        Assert.Equal("5.0.0", notice.Recipients[0]["Status"]);
        Assert.DoesNotContain("Diagnostic-Code", notice.Recipients[0].Select(static field => field.Field));
    }

    [Fact]
    public async Task N8_LongReply_IsFoldedAndBounded()
    {
        string[] lines = [.. Enumerable.Range(0, 100).Select(static i => $"line {i} \r\n\t\u0000\u0085\u2028é " + new string('w', 2048))];
        Notice notice = Notice.Read(await new NoticeCase
        {
            Recipients = [NoticeCase.Recipient(OwedNotice.Failed, "eva@example.org", NoticeCase.Reply(RecipientOutcomeKind.Failed, 550, "5.7.1", lines))],
        }.OctetsAsync());
        string diagnostic = notice.Recipients[0]["Diagnostic-Code"]!;
        Assert.StartsWith("smtp; 550-5.7.1 line 0 ????", diagnostic, StringComparison.Ordinal);
        Assert.InRange(diagnostic.Length, 3_000, 4_500);
        Assert.InRange(notice.Octets.Length, 1, 20_000);
    }

    [Fact]
    public async Task N8_ReplyWithoutStatus_IsNotGivenOne()
    {
        RecipientOutcome outcome = NoticeCase.Reply(RecipientOutcomeKind.Failed, 550, "5.1.1", "Go away") with { Text = "550 Go away" };
        Notice notice = Notice.Read(await new NoticeCase { Recipients = [NoticeCase.Recipient(OwedNotice.Failed, "eva@example.org", outcome)] }.OctetsAsync());
        Assert.Equal("smtp; 550 Go away", notice.Recipients[0]["Diagnostic-Code"]);
    }

    [Fact]
    public async Task N9_Header_IsThatOfANotice()
    {
        MimeMessage notice = Notice.Read(await new NoticeCase { Recipients = [Failed] }.OctetsAsync()).Mime;
        Assert.Equal("auto-replied", notice.Headers["Auto-Submitted"]);
        Assert.Equal("\"Mail Delivery System\" <MAILER-DAEMON@gw.domena.cz>", notice.From.ToString());
        Assert.Equal("jan@domena.cz", Assert.IsType<MailboxAddress>(Assert.Single(notice.To)).Address);
        Assert.Equal($"{NoticeCase.NoticeId}@gw.domena.cz", notice.MessageId);
        Assert.Equal("20261129.1@domena.cz", notice.InReplyTo);
        Assert.Equal(NoticeCase.Accepted.AddMinutes(5), notice.Date);
        Assert.Equal("utf-8", Assert.IsType<TextPart>(Assert.IsType<MultipartReport>(notice.Body)[0]).ContentType.Charset);
        Assert.DoesNotContain("Original-Recipient", Text(await new NoticeCase { Recipients = [Failed] }.OctetsAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-brackets@x")]
    [InlineData("<two words@x>")]
    [InlineData("<a@b>\r\n <c@d>")]
    [InlineData("<\u00e9@x>")]
    public async Task N9_MessageIdThatCannotBeQuoted_IsLeftOut(string id)
    {
        byte[] message = Encoding.UTF8.GetBytes($"Message-ID: {id}\r\nSubject: x\r\n\r\n");
        Assert.DoesNotContain("In-Reply-To", Text(await new NoticeCase { Recipients = [Failed], Message = message }.OctetsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task N9_NoticeSender_IsTheOneThatIsSet()
    {
        GatewayOptions options = new() { Hostname = "gw.domena.cz", NoticeSender = EmailAddress.Parse("postmaster@domena.cz") };
        Notice notice = Notice.Read(await new NoticeCase { Recipients = [Failed], Options = options }.OctetsAsync());
        Assert.Equal("postmaster@domena.cz", Assert.IsType<MailboxAddress>(Assert.Single(notice.Mime.From)).Address);
    }

    [Fact]
    public async Task N10_DelayAndFailure_BothCarryTheEnvelopeIdAndOnlyTheDelayAnEnd()
    {
        SmtpMailParameters envelope = new() { EnvelopeId = "QQ314159" };
        Notice delayed = Notice.Read(await new NoticeCase { Recipients = [Failed with { Notice = OwedNotice.Delayed }], Parameters = envelope }.OctetsAsync());
        Notice failed = Notice.Read(await new NoticeCase { Recipients = [Failed], Parameters = envelope }.OctetsAsync());
        Assert.Equal("QQ314159", delayed.Message["Original-Envelope-Id"]);
        Assert.Equal("QQ314159", failed.Message["Original-Envelope-Id"]);
        Assert.Equal("Fri, 04 Dec 2026 08:00:00 +0000", delayed.Recipients[0]["Will-Retry-Until"]);
        Assert.Null(failed.Recipients[0]["Will-Retry-Until"]);
    }

    [Fact]
    public async Task N11_AddressesBeyondAscii_MakeAGlobalReport()
    {
        NewMessage? both = await NoticeCases.All["smtputf8"].WriteAsync();
        Assert.Equal(new SmtpMailParameters { SmtpUtf8 = true, Body = SmtpBodyType.EightBitMime }, both!.Mail.Parameters);
        NewMessage? recipientOnly = await NoticeCases.All["smtputf8-recipient-only"].WriteAsync();
        Assert.Equal(SmtpMailParameters.None, recipientOnly!.Mail.Parameters);
        Notice notice = Notice.Read(await NoticeCases.All["smtputf8-recipient-only"].OctetsAsync());
        Assert.True(Ascii.IsValid(notice.Octets));
        Assert.Equal("utf-8; žofie@example.org", notice.Recipients[0]["Final-Recipient"]);
        Assert.Equal("From: jan@domena.cz\r\nTo: žofie@example.org\r\nSubject: Dobrý den\r\n", Encoding.UTF8.GetString(notice.ReturnedOctets()));
    }

    [Fact]
    public async Task N11_WholeMessageWithUtf8HeaderToAnAsciiSender_IsEncoded()
    {
        NoticeCase given = NoticeCases.All["smtputf8"] with { Sender = "jan@domena.cz" };
        Notice notice = Notice.Read(await given.OctetsAsync());
        Assert.True(Ascii.IsValid(notice.Octets));
        Assert.Equal("message/global", notice.Returned!.ContentType.MimeType);
        Assert.Equal(given.Message, notice.ReturnedOctets());
    }

    [Fact]
    public async Task N12_RewrittenRecipient_KeepsOriginalAndFinal()
    {
        Notice notice = Notice.Read(await NoticeCases.All["relayed"].OctetsAsync());
        Assert.Equal("rfc822; Olga+x@old.example.com", notice.Recipients[0]["Original-Recipient"]);
        Assert.Equal("rfc822; olga@example.com", notice.Recipients[0]["Final-Recipient"]);
    }

    [Theory]
    [InlineData("smart.internal", "10.1.2.3:25", "Connection to 10.1.2.3:25 (smart.internal) was refused.")]
    [InlineData("smarthost", "[fd00::7]:25", "fd00::7 did not answer; smarthost is down.")]
    [InlineData("192.168.7.7", "192.168.7.7:25", "192.168.7.7 closed the connection.")]
    public async Task N13_N14_Notice_TellsNothingOfTheInside(string host, string endPoint, string text)
    {
        RecipientOutcome outcome = NoticeCase.NoReply(RecipientOutcomeKind.Failed, "5.4.1", text) with { RemoteHost = host, RemoteEndPoint = endPoint };
        string notice = Text(await new NoticeCase { Recipients = [NoticeCase.Recipient(OwedNotice.Failed, "eva@example.org", outcome)] }.OctetsAsync());
        foreach (string secret in new[] { host, endPoint, "10.1.2.3", "fd00::7", "10.9.8.7", "client.internal", "account-of-jan", "Remote-MTA" })
            Assert.DoesNotContain(secret, notice, StringComparison.Ordinal);
        Assert.Contains("the server", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Size_OfAThousandRecipients_IsBoundedAndNamesThemAll()
    {
        string[] lines = [.. Enumerable.Range(0, 100).Select(static _ => new string('w', 2048))];
        QueuedRecipient[] recipients = [.. Enumerable.Range(0, 1000).Select(i => NoticeCase.Recipient(
            OwedNotice.Failed, $"r{i}@example.org", NoticeCase.Reply(RecipientOutcomeKind.Failed, 550, "5.7.1", lines)))];
        Notice notice = Notice.Read(await new NoticeCase { Recipients = recipients }.OctetsAsync());
        Assert.InRange(notice.Octets.Length, 1, 1_000_000);
        Assert.Equal(recipients.Select(static recipient => $"rfc822; {recipient.Command.ForwardPath}"), notice.Recipients.Select(static fields => fields["Final-Recipient"]));
        string text = Assert.IsType<TextPart>(Assert.IsType<MultipartReport>(notice.Mime.Body)[0]).Text;
        Assert.Contains("r99@example.org", text, StringComparison.Ordinal);
        Assert.DoesNotContain("r100@example.org", text, StringComparison.Ordinal);
        Assert.Contains("Number of further recipients: 900", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_InAFile_ComesBackWhole()
    {
        string file = Path.GetTempFileName();
        byte[] message = Encoding.ASCII.GetBytes(NoticeCase.PlainMessage);
        await File.WriteAllBytesAsync(file, message, TestContext.Current.CancellationToken);
        using (SafeFileHandle handle = File.OpenHandle(file))
        {
            Assert.Equal(message, Notice.Read(await WriteAsync(MessageBody.FromFile(handle, message.Length))).ReturnedOctets());
            Notice shorter = Notice.Read(await WriteAsync(MessageBody.FromFile(handle, message.Length + 1)));
            Assert.Equal("text/rfc822-headers", shorter.Returned!.ContentType.MimeType);
        }

        File.Delete(file);
    }

    [Fact]
    public async Task Body_ThatCannotBeRead_IsLeftOut()
    {
        // Reading it at 0 is an error of the device.
        using SafeFileHandle handle = File.OpenHandle("/proc/self/mem");
        Notice notice = Notice.Read(await WriteAsync(MessageBody.FromFile(handle, 1_000)));
        Assert.Equal(2, notice.Parts);
        Assert.Equal("rfc822; eva@example.org", notice.Recipients[0]["Final-Recipient"]);
    }

    private static async Task<byte[]> WriteAsync(MessageBody body)
    {
        NoticeWriter writer = new(new GatewayOptions { Hostname = "gw.domena.cz" }, TimeProvider.System);
        NewMessage? notice = await writer.WriteAsync(new NoticeCase { Recipients = [Failed] }.Owed(), body, TestContext.Current.CancellationToken);
        Assert.True(notice!.Body.TryGetMemory(out ReadOnlyMemory<byte> octets));
        return octets.ToArray();
    }

    private static string Text(byte[] octets) => Encoding.Latin1.GetString(octets);
}
