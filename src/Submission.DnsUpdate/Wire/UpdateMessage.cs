using System.Text;

namespace Submission.DnsUpdate.Wire;

/// <summary>Writes updates (RFC 2136, sections 2.3 to 2.5).</summary>
internal static class UpdateMessage
{
    public const int Update = 5;

    private const int In = 1;
    private const int None = 254;
    private const int Soa = 6;
    private const int Txt = 16;
    private const int LongestString = 255;
    private const int LongestText = 4096;

    /// <summary>Why there can be no such update, as a sentence; <see langword="null"/> where there can.</summary>
    public static string? ProblemOf(string zone, string name, string text)
    {
        if (!DnsName.IsValid(zone) || !DnsName.IsValid(name)) return "The name or the zone is no name of DNS.";
        if (!DnsName.IsIn(name, zone)) return $"{name} does not lie in the zone {zone}.";
        return text.Length is 0 or > LongestText || !Ascii.IsValid(text) ? "The text of a record is 1 to 4,096 characters of ASCII." : null;
    }

    public static byte[] Write(ushort id, string zone, string name, string text, uint ttl, bool isAddition)
    {
        byte[] strings = Strings(text);
        return new WireWriter()
            .Short(id).Short(Update << 11).Short(1).Short(0).Short(1).Short(0)
            .Name(zone).Short(Soa).Short(In)
            .Name(name).Short(Txt).Short(isAddition ? In : None).Long(isAddition ? ttl : 0).Short(strings.Length).Octets(strings)
            .ToArray();
    }

    private static byte[] Strings(string text)
    {
        var strings = new WireWriter();
        for (int start = 0; start < text.Length; start += LongestString)
        {
            int length = Math.Min(LongestString, text.Length - start);
            strings.Byte((byte)length).Octets(Encoding.ASCII.GetBytes(text, start, length));
        }

        return strings.ToArray();
    }
}
