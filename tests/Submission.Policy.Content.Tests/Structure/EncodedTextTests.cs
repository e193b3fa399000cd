using System.Text;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Files within text (row M19).</summary>
public sealed class EncodedTextTests
{
    private static readonly byte[] Program = [.. "MZ\u0090\0\u0003\0\0\0\u0004\0\0\0\u00ff\u00ff\0\0"u8, .. new byte[100], .. "This program cannot be run in DOS mode."u8];

    public static TheoryData<string> Uuencodings => new(
        Uuencoded.Of(Program, "a.exe"),
        Uuencoded.Of(Program, "a.exe", end: ""),
        Uuencoded.Of(Program, "a.exe  "),
        Uuencoded.Of(Program, "a.exe", begin: "BEGIN 644 "),
        Uuencoded.Of(Program, "a.exe", begin: "begin 0644 "),
        Uuencoded.Of(Program, "a.exe", begin: "begin  "),
        Uuencoded.Of(Program, "a.exe", begin: "  begin\t644\t"),
        "Hello,\n\n" + Uuencoded.Of(Program, "a.exe"),
        "<html><body><pre>\n" + Uuencoded.Of(Program, "a.exe") + "</pre></body></html>\n",
        Uuencoded.Of(Program, "a.exe").Replace('`', ' '),
        TrimLines(Uuencoded.Of(Program, "a.exe").Replace('`', ' ')),
        Uuencoded.Of("MZ"u8.ToArray(), "a.exe"),
        "begin 644 a.pdf\nno data\n" + Uuencoded.Of(Program, "a.exe"),
        "begin-base64 644 a.exe\n" + Convert.ToBase64String(Program) + "\n====\n");

    [Theory]
    [MemberData(nameof(Uuencodings))]
    public void Read_UuencodeInText_FindsName(string text)
    {
        Assert.Contains(new AttachmentName("a.exe", AttachmentNameSource.Text), ReadMessage.Text("Subject: x\n\n" + text).Attachments);
        Assert.Contains("a.exe", ReadMessage.NamesOf("Content-Type: text/html\n\n" + text));
        Assert.Contains("a.exe", ReadMessage.NamesOf("Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + ReadMessage.Base64(text)));
        Assert.Contains("a.exe", ReadMessage.NamesOf("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nText\n--b--\n" + text));
        Assert.Contains("a.exe", ReadMessage.NamesOf("Content-Type: multipart/mixed; boundary=b\n\n" + text + "--b\n\nText\n--b--\n"));
        Assert.Contains("a.exe", ReadMessage.NamesOf("Content-Type: application/octet-stream\nContent-Transfer-Encoding: x-uuencode\n\n" + text));
    }

    [Theory]
    [InlineData("=ybegin line=128 size=5 name=a.exe\n\u0092\u008f\u0096\u0096\u0099\n=yend size=5\n")]
    [InlineData("=ybegin part=1 line=128 size=5 name=a.exe\n=ypart begin=1 end=5\n\u0092\u008f\u0096\u0096\u0099\n=yend size=5\n")]
    [InlineData("=ybegin line=8 size=16 name=a.exe\nabcdefgh\nabcdefgh\n=yend size=16\n")]
    [InlineData("=YBEGIN line=128 size=3 name=a.exe\nabc\n=yend size=3\n")]
    public void Read_YencInText_FindsName(string text) => Assert.Contains("a.exe", ReadMessage.NamesOf("Subject: x\n\n" + text));

    [Theory]
    [InlineData("text/plain", "7bit")]
    [InlineData("application/mac-binhex40", "7bit")]
    [InlineData("application/octet-stream", "x-binhex")]
    public void Read_BinHex_FindsName(string type, string encoding)
    {
        string text = "(This file must be converted with BinHex 4.0)\n\n" + BinHexOf("a.exe") + "\n";

        Assert.Contains("a.exe", ReadMessage.NamesOf($"Content-Type: {type}\nContent-Transfer-Encoding: {encoding}\n\n{text}"));
    }

    private static string TrimLines(string text) => string.Join('\n', text.Split('\n').Select(static line => line.TrimEnd(' ')));

    private static string BinHexOf(string name)
    {
        const string alphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
        byte[] octets = [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, .. "APPLMZ"u8, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0x90, 0];
        StringBuilder text = new(":");
        int bits = 0, count = 0;
        foreach (byte octet in octets)
        {
            bits = (bits << 8) | octet;
            for (count += 8; count >= 6; count -= 6) text.Append(alphabet[(bits >> (count - 6)) & 63]);
        }

        return text.Append(alphabet[(bits << (6 - count)) & 63]).Append(':').ToString();
    }
}
