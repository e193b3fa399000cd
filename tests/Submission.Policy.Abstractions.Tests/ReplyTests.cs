namespace Submission.Policy.Tests;

public sealed class ReplyTests
{
    [Theory]
    [InlineData("550 5.1.0 sender rejected", 550, "5.1.0", "sender rejected")]
    [InlineData("250 ok", 250, null, "ok")]
    [InlineData("250", 250, null, "")]
    [InlineData("550 5.1.1", 550, "5.1.1", "")]
    [InlineData("550 5.1.01 x", 550, null, "5.1.01 x")]
    [InlineData("550 3.1.1 x", 550, null, "3.1.1 x")]
    public void TryParse_ReplyLine_IsReadAndWrittenBack(string line, int code, string? status, string text)
    {
        Assert.True(SmtpReply.TryParse(line, out SmtpReply? reply));
        Assert.Equal((code, status, text), (reply.Code, reply.Status?.ToString(), reply.Text));
        Assert.Equal(line, reply.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("55")]
    [InlineData("199 x")]
    [InlineData("600 x")]
    [InlineData("250-ok")]
    [InlineData("250 a\r\nb")]
    [InlineData("abc x")]
    public void TryParse_NoReplyLine_IsRefused(string line) => Assert.False(SmtpReply.TryParse(line, out _));

    [Theory]
    [InlineData("sender-domain-mismatch", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("A", false)]
    [InlineData("1a", false)]
    [InlineData("a--b", false)]
    [InlineData("a-", false)]
    [InlineData("a_b", false)]
    public void RuleId_IsKebabCase(string text, bool valid) => Assert.Equal(valid, RuleId.IsValid(text));
}
