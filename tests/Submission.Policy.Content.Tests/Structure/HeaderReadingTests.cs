namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Headers that readers end in different places, or whose fields they see differently (rows M13, M16, M26).</summary>
public sealed class HeaderReadingTests
{
    private const string Top = "From: jan@domena.cz\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n";
    private const string End = "\n\nTVqQAAMAAAAEAAAA\n--b--\n";

    [Theory]
    [InlineData("Content-Disposition: attachment; filename=a.exe")]
    [InlineData(" Content-Disposition: attachment; filename=a.exe")]
    [InlineData("\tContent-Disposition: attachment; filename=a.exe")]
    [InlineData("X-Junk: 1\n Content-Disposition: attachment; filename=a.exe")]
    [InlineData("X-Junk: 1\n\tContent-Disposition: attachment;\n  filename=a.exe")]
    [InlineData("Content-Disposition : attachment; filename=a.exe")]
    [InlineData("Content-Disposition\t: attachment; filename=a.exe")]
    [InlineData("Content-Disposition:: attachment; filename=a.exe")]
    [InlineData("X-Junk: 1\rContent-Disposition: attachment; filename=a.exe")]
    [InlineData("X-Junk: 1\r\rContent-Disposition: attachment; filename=a.exe")]
    [InlineData("X-Junk: 1\vContent-Disposition: attachment; filename=a.exe")]
    [InlineData("X-Junk: 1\fContent-Disposition: attachment; filename=a.exe")]
    [InlineData("X-Junk: 1\0Content-Disposition: attachment; filename=a.exe")]
    [InlineData("\u00ef\u00bb\u00bfContent-Disposition: attachment; filename=a.exe")]
    [InlineData("\vContent-Disposition: attachment; filename=a.exe")]
    [InlineData("junk\nContent-Disposition: attachment; filename=a.exe")]
    [InlineData("junk with: colon\nContent-Disposition: attachment; filename=a.exe")]
    [InlineData("\u00e9\u00e8\nContent-Disposition: attachment; filename=a.exe")]
    [InlineData("   \nContent-Disposition: attachment; filename=a.exe")]
    [InlineData("\nContent-Disposition: attachment; filename=a.exe")]
    [InlineData("\n\nContent-Disposition: attachment; filename=a.exe")]
    [InlineData("Content-Disposition: attachment;\n   \n filename=a.exe")]
    [InlineData("CONTENT-DISPOSITION: attachment; filename=a.exe")]
    [InlineData("Content-Type: text/plain\nContent-Type: application/x; name=a.exe")]
    [InlineData("Content-Disposition: attachment; filename=a.exe\n--b--")]
    [InlineData("Content-Disposition: attachment; filename=a.exe\n--b")]
    public void Read_HeaderOfPartIsOdd_FindsName(string header)
    {
        string[] names = ReadMessage.NamesOf(Top + header + End);

        Assert.Contains("a.exe", names);
    }

    [Theory]
    [InlineData("From nobody Wed Nov 25 03:00:00 2026\nSubject: x\nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Subject: x\njunk\nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("\nSubject: x\nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Subject: x\n \nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Subject: x\rContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Subject: x\n  Content-Type: multipart/mixed; boundary=b")]
    [InlineData("Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\nContent-Type: text/plain")]
    [InlineData("Content-Type: multipart/mixed; boundary=c\nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\nContent-Type: multipart/mixed; boundary=c")]
    [InlineData("Content-Type: mULtiPart/miXed; BOUNDARY=b")]
    [InlineData("Content-Type: x-multipart/mixed; boundary=b")]
    [InlineData("Content-Type: multipart; boundary=b")]
    public void Read_HeaderOfMessageIsOdd_FindsPart(string header)
    {
        string message = $"{header}\n\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{ReadMessage.Base64(Inner)}\n--b--\n";

        Assert.Contains("a.exe", ReadMessage.NamesOf(message));
    }

    [Theory]
    [InlineData("Subject: x\nContent-Type: multipart/mixed; boundary=b\n--b\nContent-Type: application/x; name=a.exe\n\nTVqQ\n")]
    [InlineData("Content-Disposition: attachment; filename=a.exe\nTVqQ\n")]
    [InlineData("Content-Disposition: attachment; filename=a.exe")]
    [InlineData("Content-Disposition: attachment;\n filename=a.exe")]
    public void Read_NoBlankLine_FindsName(string message) => Assert.Contains("a.exe", ReadMessage.NamesOf(message));

    [Fact]
    public void Read_SeveralReceivedFields_GivesThemFromTheTop()
    {
        MessageStructure structure = ReadMessage.Text(
            "Received: from a by mx.one.cz with ESMTPS id 1; Wed, 25 Nov 2026 03:00:00 +0000\nreceived : from b\n by two.cz (x)\n with HTTP; Wed, 25 Nov 2026 02:00:00 +0000\n"
            + "From: Jan <jan@domena.cz>\nContent-Type: message/rfc822\n\nReceived: from c by three.cz with SMTP; Wed, 25 Nov 2026 02:00:00 +0000\nFrom: x@y.cz\n\nText\n");

        Assert.Equal(["mx.one.cz", "two.cz"], structure.Received.Select(static hop => hop.By));
        Assert.Equal(["jan@domena.cz"], structure.From);
    }

    [Fact]
    public void Read_EmptyMessage_GivesEmptyStructure()
    {
        MessageStructure structure = ReadMessage.Text("");

        Assert.Empty(structure.Attachments);
        Assert.Null(structure.Incomplete);
        Assert.Equal(1, structure.Parts);
    }

    internal const string Inner =
        "From: x@y.cz\nSubject: inner\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nText\n--i\nContent-Type: application/octet-stream\n"
        + "Content-Disposition: attachment; filename=\"a.exe\"\n\nTVqQ\n--i--\n";
}
