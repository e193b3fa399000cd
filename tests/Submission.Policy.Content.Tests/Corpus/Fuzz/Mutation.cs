namespace Submission.Policy.Content.Tests.Corpus.Fuzz;

/// <summary>Changes messages as someone would who looks for the reader's limits: by the grammar of messages, and blindly.</summary>
internal static class Mutation
{
    private static readonly string[] Codings =
        ["base64", "quoted-printable", "7bit", "8bit", "binary", "x-uuencode", "x-gzip64", "base64, quoted-printable", "", "\"base64\"", "x-unknown"];

    private static readonly string[] Types =
    [
        "message/rfc822", "multipart/mixed; boundary=b1", "multipart/mixed", "text/plain", "text/html", "multipart/digest; boundary=\"=_outer\"", "application/ms-tnef", "application/pkcs7-mime",
        "application/applefile", "application/mac-binhex40", "multipart/mixed; boundary=\"=_outer\"", "message/partial", "message/external-body", "", "application/octet-stream",
    ];

    private static readonly string[] Inserts =
    [
        "\0", "\r", "\n", "\r\n", "\r\n\r\n", " ", "\t", "\"", "(", ")", ";", "=", "--", "--b1\r\n", "--b1--\r\n", "--=_outer\r\n", "--=_outer--\r\n", "\\", "%", "=?utf-8?B?", "?=", "*0*=", "'", "\xFF", "\x80", "\x1B$B", "+AGUAeABl-",
        "begin 644 a.pdf\r\n", "`\r\nend\r\n", "=ybegin line=128 size=1 name=a.pdf\r\n", "(This file must be converted with BinHex 4.0)\r\n\r\n:", "From x\r\n", ":\r\n", "\r\n ", "\x30\x80", "\x24\x80", "\x00\x00", "\x78\x9F\x3E\x22",
        "Content-Type: message/rfc822\r\n\r\n", "Content-Type: multipart/mixed; boundary=b1\r\n\r\n", "Content-Transfer-Encoding: base64\r\n",
    ];

    /// <summary>One to six changes.</summary>
    /// <param name="octets">The message to change.</param>
    /// <param name="other">Another one, to take pieces from.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Of(byte[] octets, byte[] other, Random random)
    {
        for (int changes = 1 + random.Next(6); changes > 0; changes--) octets = Once(octets, other, random);
        return octets.Length > 200_000 ? octets[..200_000] : octets;
    }

    private static byte[] Once(byte[] octets, byte[] other, Random random)
    {
        int at = random.Next(octets.Length + 1);
        int to = Math.Min(octets.Length, at + random.Next(1 << random.Next(12)));
        switch (random.Next(13))
        {
            case 0: return octets[..at];
            case 1: return [.. octets[..at], .. octets[to..]];
            case 2: return [.. octets[..to], .. octets[at..]];
            case 3: return Splice(octets, at, other, random);
            case 4: return [.. octets[..at], .. Mime.Octets(Inserts[random.Next(Inserts.Length)]), .. octets[at..]];
            case 5: return [.. octets[..at], .. Mime.Octets(Inserts[random.Next(Inserts.Length)]), .. octets[to..]];
            case 6: return Flip(octets, random);
            case 7: return Field(octets, "content-transfer-encoding:", " " + Codings[random.Next(Codings.Length)], random);
            case 8: return Field(octets, "content-type:", " " + Types[random.Next(Types.Length)], random);
            case 9: return SwapLines(octets, random);
            case 10: return Field(octets, "boundary=", random.Next(2) == 0 ? "\"\"" : "b1", random);
            case 11: return [.. octets[..at], .. Mime.Octets(Mime.Base64(Mime.Raw(octets[at..to]))), .. octets[to..]];
            default: return Nest(octets, random);
        }
    }

    private static byte[] Splice(byte[] octets, int at, byte[] other, Random random)
    {
        int from = random.Next(other.Length + 1);
        int to = Math.Min(other.Length, from + random.Next(1 << random.Next(14)));
        return [.. octets[..at], .. other[from..to], .. octets[at..]];
    }

    private static byte[] Flip(byte[] octets, Random random)
    {
        byte[] flipped = [.. octets];
        for (int flips = Math.Min(octets.Length, 1 + random.Next(8)); flips > 0; flips--) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    /// <summary>Puts another value where one of the fields or parameters of this name has its own, up to the end of its line; or adds one.</summary>
    private static byte[] Field(byte[] octets, string name, string value, Random random)
    {
        string text = Mime.Raw(octets);
        int at = text.IndexOf(name, random.Next(text.Length + 1), StringComparison.OrdinalIgnoreCase);
        if (at < 0) at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return Mime.Octets($"{name}{value}\r\n{text}");
        int end = text.IndexOf('\r', at);
        string changed = text[..(at + name.Length)] + value;
        return Mime.Octets(random.Next(3) == 0 ? $"{changed}\r\n{text[at..]}" : changed + (end < 0 ? "" : text[end..]));
    }

    private static byte[] SwapLines(byte[] octets, Random random)
    {
        string[] lines = Mime.Raw(octets).Split("\r\n");
        int one = random.Next(lines.Length), two = random.Next(lines.Length);
        (lines[one], lines[two]) = (lines[two], lines[one]);
        return Mime.Octets(string.Join("\r\n", lines));
    }

    private static byte[] Nest(byte[] octets, Random random) => random.Next(3) switch
    {
        0 => Mime.Octets("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Mime.Base64(Mime.Raw(octets))),
        1 => Mime.Octets("Content-Type: message/rfc822\r\n\r\n" + Mime.Raw(octets)),
        _ => Mime.Octets(Mime.MultipartEntity("mixed", "b1", Mime.Raw(octets))),
    };
}
