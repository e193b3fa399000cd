namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Text that only talks about attachments names none.</summary>
public sealed class ProseTests
{
    private const string QuotedPart = "--b\nContent-Type: application/octet-stream; name=a.exe\nContent-Disposition: attachment; filename=a.exe\n\nTVqQ\n--b--\n";

    [Theory]
    [InlineData("Subject: x\n\nHello,\n\n" + QuotedPart)]
    [InlineData("Subject: x\nContent-Type: text/plain; charset=utf-8\n\n" + QuotedPart)]
    [InlineData("Subject: Content-Disposition: attachment; filename=a.exe\n\nText\n")]
    [InlineData("Subject: x\nX-Note: see Content-Disposition: attachment; filename=a.exe\n\nText\n")]
    [InlineData("Subject: x\n\nThe header was\nContent-Disposition: attachment; filename=a.exe\n")]
    [InlineData("Subject: x\n\nbegin 644 a.exe\n")]
    [InlineData("Subject: x\n\nbegin 644 a.exe\nis how it starts.\n")]
    [InlineData("Subject: x\n\nbegin 644 a.exe\n\nend\n")]
    [InlineData("Subject: x\n\nbegin-base64 644 a.exe\nis another way.\n")]
    [InlineData("Subject: x\n\nBegin with the file a.exe\nTHEN STOP\n")]
    [InlineData("Subject: x\n\n=ybegin line=128 size=1000 name=a.exe\nis how yEnc starts.\nThe end.\n")]
    [InlineData("Subject: x\n\n(This file must be converted with BinHex 4.0)\nis what it says, a.exe\n")]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; h=from:subject\n :content-type:content-transfer-encoding; b=abc/def\nSubject: x\n\n" + QuotedPart)]
    [InlineData("DKIM-Signature: v=1; a=rsa-sha256; h=from:subject:\n content-type:content-transfer-encoding; b=abc/multipart\nSubject: x\n\n" + QuotedPart)]
    public void Read_TextMessage_NamesNothing(string message) => Assert.Empty(ReadMessage.Text(message).Attachments);

    [Fact]
    public void Read_TextPartQuotesMessage_NamesNothing()
    {
        string message = "Content-Type: multipart/alternative; boundary=outer\n\n--outer\nContent-Type: text/plain\n\nThis was refused:\n\n" + QuotedPart
            + "\nWhy?\n--outer\nContent-Type: text/html\n\n<pre>" + QuotedPart + "</pre>\n--outer--\n";

        MessageStructure structure = ReadMessage.Text(message);

        Assert.Empty(structure.Attachments);
        Assert.Equal(3, structure.Parts);
    }

    [Fact]
    public void Read_PatchWithBoundaries_NamesNothing()
    {
        string message = "Subject: [PATCH] parser\nContent-Type: text/plain\n\n---\n tests/mail.eml | 4 ++++\n\n--- a/tests/mail.eml\n+++ b/tests/mail.eml\n@@ -1 +1,4 @@\n"
            + "+--b\n+Content-Type: application/octet-stream; name=a.exe\n+\n--\n2.47.0\n";

        Assert.Empty(ReadMessage.Text(message).Attachments);
    }
}
