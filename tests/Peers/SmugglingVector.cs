using System.Text;

namespace Submission.Tests.Peers;

/// <summary>A line end, a dot and a line end that some servers have taken for the end of a message.</summary>
internal static class SmugglingVector
{
    /// <summary>What the smuggler hides behind it.</summary>
    public const string Hidden = "MAIL FROM:<hidden@b.cz>\r\nRCPT TO:<hidden@b.cz>\r\nDATA\r\nhidden\r\n";

    private static readonly string[] Core = ["\r\n", "\n", "\r", "\r\r\n", "\n\r"];
    private static readonly string[] Wide = [.. Core, "\0\r\n", "\r\n\0"];

    /// <summary>The 24 pairs A.B.</summary>
    public static string[] Pairs { get; } = [.. from a in Core from b in Core where a != "\r\n" || b != "\r\n" select a + "." + b];

    /// <summary>Those, also with NUL and other dots; without the one true end.</summary>
    public static string[] All { get; } =
        [.. from dot in (string[])[".", ". ", ".\0", ".."] from a in Wide from b in Wide where dot != "." || a != "\r\n" || b != "\r\n" select a + dot + b];

    /// <summary>Those that begin with the dot, for the very start of the data, where no line end is needed.</summary>
    public static string[] AtStart { get; } = [.. All, .. from dot in (string[])[".", ". ", ".\0", ".."] from b in Wide where dot != "." || b != "\r\n" select dot + b];

    /// <summary>What a message of this data must be taken for, told without the product's own reading: how far it goes and what it says.</summary>
    /// <returns>The octets after dot-unstuffing; null where it is to be refused.</returns>
    public static byte[]? Expected(string data)
    {
        string wire = "\r\n" + data;
        int end = wire.IndexOf("\r\n.\r\n", StringComparison.Ordinal);
        Assert.True(end >= 0);
        string text = wire[..(end + 2)];
        if (text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().IndexOfAny('\r', '\n', '\0') >= 0) return null;
        return Encoding.ASCII.GetBytes(text.Replace("\r\n.", "\r\n", StringComparison.Ordinal)[2..]);
    }

    /// <summary>Every way to cut octets into two pieces within a part of them; and each octet of that part alone.</summary>
    public static IEnumerable<byte[][]> Cuts(byte[] octets, int from, int to)
    {
        yield return [octets];
        for (int cut = from; cut <= to; cut++) yield return [octets[..cut], octets[cut..]];
        yield return [octets[..from], .. octets[from..to].Select(static octet => new[] { octet }), octets[to..]];
    }
}
