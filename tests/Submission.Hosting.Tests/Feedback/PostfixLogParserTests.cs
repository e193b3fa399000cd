using System.Net;
using System.Text;
using CsCheck;
using Submission.Hosting.Feedback;

namespace Submission.Hosting.Tests.Feedback;

public sealed class PostfixLogParserTests
{
    private const string Prefix = "Nov 25 08:52:38 mx postfix/smtpd[23551]: ";
    private const string Failure = "warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: authentication failure, sasl_username=jan@domena.cz";

    // What clients say stands in all of these places.
    private static readonly string[] LinesThatQuoteClients =
    [
        "warning: Illegal address syntax from unknown[203.0.113.9] in RCPT command: <{0}>",
        "warning: Illegal address syntax from unknown[203.0.113.9] in MAIL command: <{0}>",
        "warning: non-SMTP command from unknown[203.0.113.9]: GET /{0} HTTP/1.1",
        "improper command pipelining after EHLO from unknown[203.0.113.9]: {0}",
        "NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <{0}@b.example>: Recipient address rejected: Access denied; from=<a@b> to=<{0}@b> proto=ESMTP helo=<{0}>",
        "4F1A2B: client=unknown[203.0.113.9], sasl_method=PLAIN, sasl_username={0}",
        "warning: SASL authentication failure: {0}",
        "warning: unknown[203.0.113.9]: SASL PLAIN authentication aborted{0}",
    ];

    // Lines of the Debian Postfix 3.7 (Cyrus SASL with sasldb; Dovecot's protocol), and the forms of other versions and loggers.
    [Theory]
    [InlineData(Prefix + Failure, "198.51.100.7", "jan@domena.cz")]
    [InlineData(Prefix + "warning: unknown[2001:db8::7]: SASL PLAIN authentication failed: authentication failure, sasl_username=jan@domena.cz", "2001:db8::7", "jan@domena.cz")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL LOGIN authentication failed: authentication failure, sasl_username=no@domena.cz", "198.51.100.7", "no@domena.cz")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL CRAM-MD5 authentication failed: authentication failure, sasl_username=jan@domena.cz", "198.51.100.7", "jan@domena.cz")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL DIGEST-MD5 authentication failed: authentication failure, sasl_username=(unavailable)", "198.51.100.7", "")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: bad protocol / cancel, sasl_username=(unavailable)", "198.51.100.7", "")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: another step is needed in authentication, sasl_username=(unavailable)", "198.51.100.7", "")]
    [InlineData("Nov 25 09:12:07 mx postfix/submission/smtpd[29087]: warning: unknown[198.51.100.7]:54430: SASL PLAIN authentication failed: (reason unavailable), sasl_username=jan@domena.cz", "198.51.100.7", "jan@domena.cz")]
    [InlineData("Nov 25 09:12:07 mx postfix/submission/smtpd[29087]: warning: unknown[2001:db8::7]:54452: SASL PLAIN authentication failed: (reason unavailable), sasl_username=", "2001:db8::7", "")]
    [InlineData("Nov  5 09:12:07 mx postfix/smtps/smtpd[1]: warning: mail.client.example[198.51.100.7]: SASL LOGIN authentication failed: UGFzc3dvcmQ6", "198.51.100.7", "")]
    [InlineData("2026-11-25T08:52:38.123456+00:00 mx postfix-out/smtpd[1]: " + Failure, "198.51.100.7", "jan@domena.cz")]
    [InlineData("2026-11-25T08:52:38+0000 mx postfix/smtpd[1]: " + Failure, "198.51.100.7", "jan@domena.cz")]
    [InlineData("1795596758.123456 mx postfix/smtpd[1]: " + Failure, "198.51.100.7", "jan@domena.cz")]
    [InlineData("Nov 25 08:52:38.123456 mx postfix/smtpd[1]: " + Failure + "\r", "198.51.100.7", "jan@domena.cz")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: Bad thing, sasl_username=a, sasl_username=b]: x[1.2.3.4]: y", "198.51.100.7", "a, sasl_username=b]: x[1.2.3.4]: y")]
    public void TryRead_LineOfAFailedAuthentication_IsTheFailure(string line, string client, string login)
    {
        Assert.True(PostfixLogParser.TryRead(Encoding.UTF8.GetBytes(line), isBare: false, out FailedLogin failure));
        Assert.Equal(new FailedLogin(IPAddress.Parse(client), login), failure);
    }

    // As rsyslog of Debian 12 wrote it with $RepeatedMsgReduction on.
    [Theory]
    [InlineData("message repeated 2 times: [ " + Failure + "]", 2)]
    [InlineData("message repeated 100000 times: [ " + Failure + "]", 100_000)]
    [InlineData("message repeated 100001 times: [ " + Failure + "]", 0)]
    [InlineData("message repeated 0 times: [ " + Failure + "]", 0)]
    [InlineData("message repeated 9999999 times: [ " + Failure + "]", 0)]
    [InlineData("message repeated 2 times: [ " + Failure, 0)]
    [InlineData("message repeated 2 times: [ connect from x: " + Failure + "]", 0)]
    public void TryRead_LineThatStandsForSeveral_CountsAsOften(string message, int times)
    {
        Assert.Equal(times > 0, PostfixLogParser.TryRead(Encoding.UTF8.GetBytes("2026-11-25T09:32:04.142870+00:00 vm postfix/smtpd[21799]: " + message), isBare: false, out FailedLogin failure));
        if (times > 0) Assert.Equal(new FailedLogin(IPAddress.Parse("198.51.100.7"), "jan@domena.cz", times), failure);
    }

    // Cancelled, or nobody could say whether the password was right (check 4).
    [Theory]
    [InlineData("warning: unknown[198.51.100.7]: SASL PLAIN authentication aborted")]
    [InlineData("warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: generic failure, sasl_username=jan@domena.cz")]
    [InlineData("warning: unknown[198.51.100.7]: SASL LOGIN authentication failed: generic failure")]
    [InlineData("warning: unknown[198.51.100.7]: SASL FOO authentication failed: no mechanism available, sasl_username=(unavailable)")]
    [InlineData("warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: Connection lost to authentication server, sasl_username=(unavailable)")]
    [InlineData("warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: Invalid authentication mechanism, sasl_username=(unavailable)")]
    [InlineData("warning: SASL authentication failure: Password verification failed")]
    [InlineData("warning: unknown[unknown]: SASL PLAIN authentication failed: authentication failure, sasl_username=jan@domena.cz")]
    public void TryRead_LineOfNoJudgedPassword_DoesNotCount(string message) => Assert.False(PostfixLogParser.TryRead(Encoding.UTF8.GetBytes(Prefix + message), isBare: false, out _));

    [Theory]
    [InlineData(Failure)] // no prefix
    [InlineData("Nov 25 08:52:38 mx postfix/smtp[23551]: " + Failure)]
    [InlineData("Nov 25 08:52:38 mx evil[1]: " + Failure)]
    [InlineData("Nov 25 08:52:38 mx evil: " + Prefix + Failure)]
    [InlineData("Nov 25 08:52:38 mx evil postfix/smtpd[23551]: " + Failure)]
    [InlineData("Nov 25 08:52:38 postfix/smtpd[23551]: " + Failure)]
    [InlineData("Nov 25 08:52:38 mx postfix/smtpd[23551] " + Failure)]
    [InlineData("Nov 25 08:52:38 mx postfix/smtpd[]: " + Failure)]
    [InlineData("Nov 25 08:52:38 mx postfix/smtpd[23551]: x " + Failure)]
    [InlineData(" Nov 25 08:52:38 mx postfix/smtpd[23551]: " + Failure)]
    [InlineData("xxxx 25 08:52:38 mx postfix/smtpd[23551]: " + Failure)]
    [InlineData(Prefix + "warning: a b[198.51.100.7]: SASL PLAIN authentication failed: authentication failure")]
    [InlineData(Prefix + "warning: [198.51.100.7]: SASL PLAIN authentication failed: authentication failure")]
    [InlineData(Prefix + "warning: unknown[7]: SASL PLAIN authentication failed: authentication failure")]
    [InlineData(Prefix + "warning: unknown[198.51.100.300]: SASL PLAIN authentication failed: authentication failure")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]:x: SASL PLAIN authentication failed: authentication failure")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL  authentication failed: authentication failure")]
    [InlineData(Prefix + "warning: unknown[198.51.100.7]: SASL A B authentication failed: authentication failure")]
    [InlineData(Prefix + "warning: unknown198.51.100.7]: SASL PLAIN authentication failed: [")]
    public void TryRead_LineThatSmtpdDoesNotWrite_DoesNotCount(string line) => Assert.False(PostfixLogParser.TryRead(Encoding.UTF8.GetBytes(line), isBare: false, out _));

    [Fact]
    public void TryRead_MessageAlone_CountsOnlyWhereThatIsExpected()
    {
        Assert.True(PostfixLogParser.TryRead(Encoding.UTF8.GetBytes(Failure), isBare: true, out _));
        Assert.True(PostfixLogParser.TryRead(Encoding.UTF8.GetBytes(Prefix + Failure), isBare: true, out _));
        Assert.False(PostfixLogParser.TryRead(Encoding.UTF8.GetBytes("Nov 25 08:52:38 mx evil[1]: " + Failure), isBare: true, out _));
    }

    [Fact]
    public void TryRead_WhatAClientSaysInOtherLines_NeverCounts() => Gen.Select(
        Gen.OneOf(LinesThatQuoteClients),
        Gen.OneOf(Gen.OneOf(Failure, Prefix + Failure, "message repeated 2 times: [ " + Failure + "]", ": " + Failure, "x]: SASL PLAIN authentication failed: y", "[198.51.100.7]: SASL PLAIN authentication failed: "), Gen.String[0, 30]).Array[1, 3],
        Gen.Bool).Sample(static (line, said, isBare) =>
        {
            string text = (isBare ? "" : Prefix) + line.Replace("{0}", string.Concat(said), StringComparison.Ordinal);
            Assert.False(PostfixLogParser.TryRead(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("?")), isBare, out _), text);
        });

    // The client is the one that smtpd names, whatever login it gives.
    [Fact]
    public void TryRead_AnyLogin_IsTheLoginOfThatClient() => Gen.OneOf(Gen.Char[' ', '~'].Array[0, 100].Select(static text => new string(text)), Gen.OneOf(Failure, ", sasl_username=", "]: SASL PLAIN authentication failed: x"))
        .Where(static login => login != "(unavailable)").Sample(static login =>
        {
            byte[] line = Encoding.UTF8.GetBytes($"{Prefix}warning: unknown[198.51.100.7]: SASL PLAIN authentication failed: authentication failure, sasl_username={login}");
            Assert.True(PostfixLogParser.TryRead(line, isBare: false, out FailedLogin failure));
            Assert.Equal(new FailedLogin(IPAddress.Parse("198.51.100.7"), login), failure);
        });

    [Fact]
    public void TryRead_AnyOctets_NeverThrow() => Gen.Select(
        Gen.Byte.Array[0, 40], Gen.Int[0, Prefix.Length + Failure.Length], Gen.Int[0, 30], Gen.Bool).Sample(static (octets, at, cut, isBare) =>
        {
            byte[] line = Encoding.UTF8.GetBytes(Prefix + Failure);
            byte[] mutated = [.. line[..at], .. octets, .. line[Math.Min(line.Length, at + cut)..]];
            PostfixLogParser.TryRead(mutated, isBare, out _);
            PostfixLogParser.TryRead([.. octets, .. " authentication failed: "u8], isBare, out _);
        });
}
