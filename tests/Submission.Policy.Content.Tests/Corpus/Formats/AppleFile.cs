using System.Buffers.Binary;

namespace Submission.Policy.Content.Tests.Corpus.Formats;

/// <summary>Writes AppleSingle and AppleDouble (RFC 1740): the file's name is entry 3, beside the data or the resources.</summary>
internal static class AppleFile
{
    public static byte[] Single(string name, byte[] data) => Write(0x00051600, (3, Mime.Octets(name)), (9, new byte[32]), (1, data));

    public static byte[] Double(string name) => Write(0x00051607, (9, new byte[32]), (3, Mime.Octets(name)), (2, new byte[64]));

    private static byte[] Write(uint magic, params (uint Id, byte[] Octets)[] entries)
    {
        using var file = new MemoryStream();
        Number(file, magic);
        Number(file, 0x00020000);
        file.Write(new byte[16]);
        file.Write([0, (byte)entries.Length]);
        int offset = 26 + entries.Length * 12;
        foreach ((uint id, byte[] octets) in entries)
        {
            Number(file, id);
            Number(file, (uint)offset);
            Number(file, (uint)octets.Length);
            offset += octets.Length;
        }

        foreach ((_, byte[] octets) in entries) file.Write(octets);
        return file.ToArray();
    }

    private static void Number(Stream file, uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        file.Write(octets);
    }
}
