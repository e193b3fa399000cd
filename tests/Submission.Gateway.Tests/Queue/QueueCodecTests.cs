using System.Net;
using System.Text;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Queue.Storage;
using Submission.Gateway.Tls;
using Submission.Smtp.Protocol;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

public sealed class QueueCodecTests
{
    [Fact]
    public void Facts_WithEverything_AreReadAsWritten()
    {
        SmtpMailParameters parameters = new()
        {
            Size = 1234,
            Body = SmtpBodyType.EightBitMime,
            SmtpUtf8 = true,
            Return = DsnReturn.Headers,
            EnvelopeId = "QQ+314",
            Submitter = "<>",
        };
        StoredFacts facts = new(new MailCommand(EmailAddress.Parse("\"jan novák\"@háčky.example"), parameters), IPAddress.Parse("2001:db8::1"), IsSpam: true);

        StoredFacts read = QueueCodec.DecodeFacts(QueueCodec.EncodeFacts(facts));

        Assert.Equal(facts, read);
        Assert.Equal(facts.Mail.ReversePath.ToString(), read.Mail.ReversePath.ToString());
    }

    [Theory]
    [InlineData(MessageTls.Default, 1)]
    [InlineData(MessageTls.Required, 2)]
    [InlineData(MessageTls.Optional, 1)]
    public void Facts_DemandOfTls_IsReadAsWrittenAndNotByOlderPrograms(MessageTls tls, int version)
    {
        StoredFacts facts = new(new MailCommand(EmailAddress.Parse("jan@domena.cz"), new SmtpMailParameters { RequireTls = tls == MessageTls.Required }), null, IsSpam: false, tls);
        byte[] octets = QueueCodec.EncodeFacts(facts);
        Assert.Equal(facts, QueueCodec.DecodeFacts(octets));
        Assert.Contains($"\"v\":{version}", System.Text.Encoding.UTF8.GetString(octets), StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_WrittenBeforeDemandsWereKnown_AskForNothing() =>
        Assert.Equal(MessageTls.Default, QueueCodec.DecodeFacts("{\"v\":1,\"from\":\"jan@domena.cz\"}"u8).Tls);

    [Fact]
    public void Facts_UnknownDemand_IsDamage() => Assert.Throws<InvalidDataException>(() => QueueCodec.DecodeFacts("{\"v\":1,\"tls\":9}"u8));

    [Fact]
    public void Facts_OfNotice_AreReadAsWritten()
    {
        StoredFacts facts = new(new MailCommand(EmailAddress.NullReversePath, SmtpMailParameters.None), null, IsSpam: false);
        Assert.Equal(facts, QueueCodec.DecodeFacts(QueueCodec.EncodeFacts(facts)));
    }

    [Fact]
    public void Recipients_WithEverything_AreReadAsWritten()
    {
        RecipientOutcome outcome = new()
        {
            Kind = RecipientOutcomeKind.Deferred,
            Status = new EnhancedStatus(4, 2, 2),
            Text = "452 4.2.2 \u010dek\u00e1 se",
            ReplyCode = 452,
            ReplyLines = ["one", "two <\"&>"],
            RemoteHost = "mx.example",
            RemoteEndPoint = "192.0.2.1:25",
            IsEncrypted = true,
            IsDsnPassedOn = true,
            At = new DateTimeOffset(2026, 11, 29, 10, 11, 12, TimeSpan.Zero).AddTicks(1234567),
        };
        QueuedRecipient recipient = new()
        {
            Command = new RcptCommand(EmailAddress.Parse("Jan@b.example"), new SmtpRcptParameters
            {
                Notify = DsnNotify.Never,
                OriginalRecipient = new OriginalRecipient("rfc822", "jan+x@b.example", "rfc822;jan+2Bx@b.example"),
            }),
            Ordinal = 7,
            Last = outcome,
            IsDelayTold = true,
            Notice = OwedNotice.Delayed,
        };

        QueuedRecipient read = Assert.Single(QueueCodec.DecodeRecipients(QueueCodec.EncodeRecipients([recipient])));

        Assert.Equal(outcome.ReplyLines, read.Last!.ReplyLines);
        Assert.Equal(recipient with { Last = null }, read with { Last = null });
        Assert.Equal(outcome, read.Last with { ReplyLines = outcome.ReplyLines });
        Assert.Equal("Jan@b.example", read.Command.ForwardPath.ToString());
    }

    [Fact]
    public void Recipients_WithLongReply_AreCut()
    {
        RecipientOutcome outcome = new()
        {
            Kind = RecipientOutcomeKind.Failed,
            Status = new EnhancedStatus(5, 0, 0),
            Text = new string('x', 100_000),
            ReplyLines = [.. Enumerable.Repeat(new string('y', 10_000), 1000)],
            At = default,
        };
        QueuedRecipient recipient = new() { Command = new RcptCommand(EmailAddress.Parse("a@b.example"), new SmtpRcptParameters()), Ordinal = 0, Last = outcome };

        RecipientOutcome read = QueueCodec.DecodeRecipients(QueueCodec.EncodeRecipients([recipient]))[0].Last!;

        Assert.Equal(QueueCodec.MaximumText, read.Text.Length);
        Assert.Equal(QueueCodec.MaximumLines, read.ReplyLines.Length);
        Assert.All(read.ReplyLines, static line => Assert.Equal(QueueCodec.MaximumText, line.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"v\":3}")]
    [InlineData("{\"v\":1,\"from\":\"no address\"}")]
    [InlineData("{\"v\":1,\"client\":\"nowhere\"}")]
    [InlineData("{\"v\":1,\"r\":[null]}")]
    [InlineData("{\"v\":1,\"r\":[{\"to\":\"nobody\"}]}")]
    [InlineData("{\"v\":1,\"r\":[{\"to\":\"a@b.example\",\"last\":{\"s\":\"9.9\"}}]}")]
    public void Decode_WhatIsDamaged_IsInvalidData(string text)
    {
        byte[] octets = Encoding.UTF8.GetBytes(text);
        if (text.Contains("\"r\"", StringComparison.Ordinal)) Assert.Throws<InvalidDataException>(() => QueueCodec.DecodeRecipients(octets));
        else Assert.Throws<InvalidDataException>(() => QueueCodec.DecodeFacts(octets));
    }
}
