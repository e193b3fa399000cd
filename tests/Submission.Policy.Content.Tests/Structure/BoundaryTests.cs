namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Boundaries that readers read differently, and delimiters that are broken (rows M15, M24). The name is within an encoded message, so that the part itself must be found.</summary>
public sealed class BoundaryTests
{
    private static readonly string Part =
        $"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{ReadMessage.Base64(HeaderReadingTests.Inner)}\n";

    private static readonly string TextPart = "Content-Type: text/plain\n\nText.\n";

    [Theory]
    [InlineData("multipart/mixed", "x")]
    [InlineData("multipart/mixed; boundary=", "x")]
    [InlineData("multipart/mixed; boundary=\"\"", "")]
    [InlineData("multipart/mixed; boundary=\"x", "x")]
    [InlineData("multipart/mixed; boundary=x\"y", "x\"y")]
    [InlineData("multipart/mixed; boundary=\"x y\"", "x y")]
    [InlineData("multipart/mixed; boundary=x y", "x")]
    [InlineData("multipart/mixed; boundary=x y", "x y")]
    [InlineData("multipart/mixed; boundary=\"\\x\"", "x")]
    [InlineData("multipart/mixed; boundary=\"\\x\"", "\\x")]
    [InlineData("multipart/mixed; boundary=x; boundary=y", "x")]
    [InlineData("multipart/mixed; boundary=x; boundary=y", "y")]
    [InlineData("multipart/mixed; boundary*=us-ascii''x", "x")]
    [InlineData("multipart/mixed; boundary*0=x; boundary*1=y", "xy")]
    [InlineData("multipart/mixed; boundary=\"=?us-ascii?Q?x?=\"", "x")]
    [InlineData("multipart/mixed; boundary=(comment)x", "x")]
    [InlineData("multipart/mixed;\n boundary=\n x", "x")]
    [InlineData("multipart/mixed; boundary=x", "xy")]
    [InlineData("multipart/mixed; boundary=unrelated", "x")]
    [InlineData("x-unknown; boundary=x", "x")]
    [InlineData("text/plain; boundary=x", "x")]
    public void Read_BoundaryIsOdd_FindsParts(string type, string boundary)
    {
        string message = $"Subject: x\nContent-Type: {type}\n\n--{boundary}\n{TextPart}--{boundary}\n{Part}--{boundary}--\n";

        Assert.Contains("a.exe", ReadMessage.NamesOf(message));
    }

    [Theory]
    [InlineData("--x\n{0}--x\n{1}--x--\n")]
    [InlineData("--x\n{0}--x\n{1}")]
    [InlineData("--x  \n{0}--x\t\n{1}--x--")]
    [InlineData("--x\n{0}--x--\n{1}")]
    [InlineData("--x\n{0}--x--\n--x\n{1}")]
    [InlineData("--x\n{0}--x--\nepilogue\n{1}")]
    [InlineData("preamble\n{1}--x\n{0}--x--\n")]
    [InlineData("--y\n{1}--x\n{0}--x--\n")]
    [InlineData("--xy\n{0}--xy\n{1}--xy--\n")]
    [InlineData("--x\n{0}--xjunk\n{1}--x--\n")]
    [InlineData("--x\rContent-Type: text/plain\r\rText\r--x\r{1}--x--\n")]
    [InlineData("{1}")]
    [InlineData("--x\n{0}--x\n\n\n{1}--x--\n")]
    [InlineData("--x\nX-Other: 1\n{1}--x--\n")]
    [InlineData("--x\n{0}--x--\nFrom nobody Wed Nov 25 03:00:00 2026\nSubject: y\n{1}")]
    public void Read_DelimitersAreOdd_FindsParts(string body)
    {
        string message = "Content-Type: multipart/mixed; boundary=x\n\n" + body.Replace("{0}", TextPart, StringComparison.Ordinal).Replace("{1}", Part, StringComparison.Ordinal);

        Assert.Contains("a.exe", ReadMessage.NamesOf(message));
    }

    [Theory]
    [InlineData("x", "x", "--x\n{1}--x--\n--x--\n")]
    [InlineData("x", "xy", "--xy\n{0}--xy\n{1}--xy--\n--x--\n")]
    [InlineData("xy", "x", "--x\n{0}--x\n{1}--x--\n--xy--\n")]
    [InlineData("x", "y", "--y\n{0}--x\n{1}--x--\n")]
    [InlineData("x", "y", "--y\n{0}--y--\n--y\n{1}--x--\n")]
    [InlineData("x", "y", "{0}--x\n{0}--y\n{1}--x--\n")]
    public void Read_MultipartWithinMultipart_FindsParts(string outer, string inner, string body)
    {
        string message = $"Content-Type: multipart/mixed; boundary={outer}\n\n--{outer}\nContent-Type: multipart/alternative; boundary={inner}\n\n"
            + body.Replace("{0}", TextPart, StringComparison.Ordinal).Replace("{1}", Part, StringComparison.Ordinal);

        Assert.Contains("a.exe", ReadMessage.NamesOf(message));
    }

    [Fact]
    public void Read_ContentGoesOnBehindDelimiterOfOtherReading_FindsName()
    {
        string content = ReadMessage.Base64(HeaderReadingTests.Inner);
        string message = "Content-Type: multipart/mixed; boundary=x; boundary=y\n\n--y\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
            + $"{content[..80]}\n--x\n{content[80..]}\n--y--\n";

        Assert.Contains("a.exe", ReadMessage.NamesOf(message));
    }

    [Theory]
    [InlineData("--b\n\nOne\n--b\n\nTwo\n--b--\n", 3)]
    [InlineData("--b\nContent-Type: message/rfc822\n\nSubject: x\n\nText\n--b--\n", 3)]
    [InlineData("--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nOne\n--c\n\nTwo\n--c--\n--b--\n", 4)]
    public void Read_Parts_AreCounted(string body, int parts) =>
        Assert.Equal(parts, ReadMessage.Text("Content-Type: multipart/mixed; boundary=b\n\n" + body).Parts);
}
