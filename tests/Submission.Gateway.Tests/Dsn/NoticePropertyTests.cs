using System.Text;
using CsCheck;
using MimeKit;
using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>Whatever servers answer and senders send, a notice is one.</summary>
public sealed class NoticePropertyTests
{
    private static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["\r\n\t \0=-_:;<>\\\"(){}é\u0085\u2028\u202e\ud83d\ude00abc"], 0, 200],
        Gen.Int[0, 3000].Select(static length => new string('w', length)),
        Gen.Const("\r\n\r\n--=_0Nq3gHs1Pz8mUe4nTc6WkB--\r\n"));

    private static readonly Gen<EmailAddress> Address = Gen.OneOf(
        Gen.String[Gen.Char["abcXYZ019+-_.=?'ž"], 1, 30].Select(static local => $"{local}@example.org"),
        Gen.String[Gen.Char["ab \\\"@();=?"], 1, 30].Select(static local => $"\"{local}\"@example.org"),
        Gen.Const("a@[192.0.2.1]"),
        Gen.Const(new string('l', 64) + "@" + string.Concat(Enumerable.Repeat("abcdefghi.", 18)) + "org"))
        .Select(static text => EmailAddress.TryParse(text, out EmailAddress? address) ? address : EmailAddress.Parse("fallback@example.org"));

    private static readonly Gen<RecipientOutcome> Outcome = Gen.Select(
        Hostile, Hostile.Array[0, 5], Gen.OneOf(Gen.Int[-1, 600], Gen.Const(0), Gen.Const(550)), Gen.OneOf(Gen.Const((string?)null), Hostile.Select(static host => (string?)host), Gen.Const((string?)"mx.example.org")),
        Gen.Int[2, 5], static (text, lines, code, host, type) => new RecipientOutcome
        {
            Kind = RecipientOutcomeKind.Failed,
            Status = new EnhancedStatus(type, 1, 999),
            Text = text,
            ReplyCode = code,
            ReplyLines = [.. lines],
            RemoteHost = host,
            RemoteEndPoint = host,
            At = NoticeCase.Tried,
        });

    private static readonly Gen<QueuedRecipient> Recipient = Gen.Select(
        Address, Gen.OneOf(Gen.Const((RecipientOutcome?)null), Outcome.Select(static outcome => (RecipientOutcome?)outcome)), Gen.Int[0, 4].Select(static notice => (OwedNotice)notice), Hostile,
        static (address, outcome, notice, original) => NoticeCase.Recipient(
            notice, address.ToString(), outcome, original.Length % 2 == 0 ? null : new SmtpRcptParameters { OriginalRecipient = new OriginalRecipient("utf-8", original, original) }));

    private static readonly Gen<byte[]> Message = Gen.OneOf(
        Gen.Byte.Array[0, 2000],
        Hostile.Select(static text => Encoding.UTF8.GetBytes(text)),
        Gen.Select(Hostile, Hostile, static (subject, body) => Encoding.UTF8.GetBytes($"Subject: {subject}\r\nMessage-ID: <{subject}>\r\n\r\n{body}\r\n")),
        Gen.Select(Hostile, static body => Encoding.UTF8.GetBytes($"Subject: =?utf-8?B?{body}?=\r\n\r\n{body.ReplaceLineEndings("\r\n")}")),
        Gen.Const(Encoding.ASCII.GetBytes(NoticeCase.PlainMessage)));

    private static readonly Gen<NoticeCase> Case = Gen.Select(
        Recipient.Array[1, 6], Message, Address, Gen.Bool, Gen.OneOf(Gen.Const((DsnReturn?)null), Gen.Bool.Select(static isFull => (DsnReturn?)(isFull ? DsnReturn.Full : DsnReturn.Headers))), Gen.Int[0, 3000], Gen.Bool,
        static (recipients, message, sender, utf8, wanted, maximum, czech) => new NoticeCase
        {
            Recipients = recipients,
            Message = message,
            Sender = sender.ToString(),
            Parameters = new SmtpMailParameters { SmtpUtf8 = utf8, Return = wanted },
            Options = new GatewayOptions { Hostname = "gw.domena.cz", MaximumReturnedSize = maximum, NoticeLanguage = czech ? NoticeLanguage.Cs : NoticeLanguage.En },
        });

    [Fact]
    public Task WriteAsync_Anything_GivesANoticeThatReadsBack() => Case.SampleAsync(CheckAsync, iter: 400);

    private static async Task CheckAsync(NoticeCase given)
    {
        NewMessage? written = await given.WriteAsync();
        QueuedRecipient[] told = [.. given.Recipients.Where(static recipient => recipient.Notice != OwedNotice.None)];
        if (told.Length == 0)
        {
            Assert.Null(written);
            return;
        }

        Assert.True(written!.Body.TryGetMemory(out ReadOnlyMemory<byte> octets));
        Notice notice = Notice.Read(octets.ToArray());
        Assert.Equal(3, notice.Parts);
        Assert.InRange(octets.Length, 1, 60_000);
        AssertLines(octets.Span);
        Assert.Equal(!Ascii.IsValid(octets.Span), written.Mail.Parameters.Body == SmtpBodyType.EightBitMime);
        Assert.Equal(EmailAddress.Parse(given.Sender).NeedsSmtpUtf8, written.Mail.Parameters.SmtpUtf8);

        Assert.Equal(told.Length, notice.Recipients.Count);
        for (int i = 0; i < told.Length; i++)
        {
            EmailAddress address = told[i].Command.ForwardPath;
            Assert.Equal($"{(address.NeedsSmtpUtf8 ? "utf-8" : "rfc822")}; {address}", Raw(notice.Recipients[i], "Final-Recipient"));
            Assert.Equal(told[i].Notice.ToString(), Raw(notice.Recipients[i], "Action"), ignoreCase: true);
        }

        byte[] returned = notice.ReturnedOctets();
        bool isWhole = notice.Returned!.ContentType.MimeType is "message/rfc822" or "message/global";
        Assert.True(isWhole ? returned.AsSpan().SequenceEqual(given.Message) : given.Message.AsSpan().StartsWith(returned));
    }

    private static string Raw(HeaderList fields, string name) => Encoding.UTF8.GetString(fields[fields.IndexOf(name)].RawValue).Trim();

    private static void AssertLines(ReadOnlySpan<byte> octets)
    {
        Assert.True(octets.EndsWith("\r\n"u8));
        Assert.False(octets.Contains((byte)0));
        while (!octets.IsEmpty)
        {
            int end = octets.IndexOfAny((byte)'\r', (byte)'\n');
            Assert.InRange(end, 0, 998);
            Assert.True(octets[end..].StartsWith("\r\n"u8));
            octets = octets[(end + 2)..];
        }
    }
}
