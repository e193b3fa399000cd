using System.Buffers.Binary;
using System.Text;

namespace Submission.Policy.Content.Tests.Corpus.Formats;

/// <summary>Writes TNEF (MS-OXTNEF), the format of winmail.dat: attributes with a level, a tag, a length and a checksum.</summary>
internal sealed class Tnef
{
    public const uint PidTagAttachFilename = 0x3704;
    public const uint PidTagAttachLongFilename = 0x3707;
    public const uint PidTagDisplayName = 0x3001;

    private readonly List<byte> _file = [];

    public Tnef()
    {
        _file.AddRange([.. Little(0x223E9F78), 0x01, 0x00]);
        Attribute(1, 0x00089006, [0, 0, 1, 0]);
        Attribute(1, 0x00069007, [0xE4, 0x04, 0, 0, 0, 0, 0, 0]);
        Attribute(1, 0x00078008, "IPM.Microsoft Mail.Note\0"u8.ToArray());
        Attribute(1, 0x00018004, "Podklady\0"u8.ToArray());
    }

    /// <summary>Begins an attachment, which goes on to the next one.</summary>
    public Tnef Attachment()
    {
        Attribute(2, 0x00069002, [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0]);
        return this;
    }

    public Tnef Title(string name) => With(2, 0x00018010, [.. Mime.Octets(name), 0]);

    public Tnef Data() => With(2, 0x0006800F, Mime.Octets(Mime.Program));

    /// <summary>The MAPI properties of the attachment.</summary>
    public Tnef Properties(params byte[][] properties) => With(2, 0x00069005, [.. Little(properties.Length), .. properties.SelectMany(static octets => octets)]);

    public Tnef With(byte level, uint tag, byte[] data)
    {
        Attribute(level, tag, data);
        return this;
    }

    /// <summary>An attribute whose length is not that of its data.</summary>
    public Tnef WithLength(byte level, uint tag, int length, byte[] data)
    {
        _file.AddRange([level, .. Little((int)tag), .. Little(length), .. data, 0, 0]);
        return this;
    }

    public byte[] ToArray() => _file.ToArray();

    /// <summary>A property of UTF-16 text.</summary>
    public static byte[] Unicode(uint id, string text) => Text(0x001F, id, Encoding.Unicode.GetBytes(text + "\0"));

    /// <summary>A property of 8-bit text.</summary>
    public static byte[] Ansi(uint id, string text) => Text(0x001E, id, Mime.Octets(text + "\0"));

    /// <summary>An embedded message: PidTagAttachDataObject with the interface of a message and TNEF again.</summary>
    public static byte[] Message(byte[] tnef)
    {
        byte[] octets = [.. new Guid("00020307-0000-0000-C000-000000000046").ToByteArray(), .. tnef];
        return [.. Tag(0x000D, 0x3701), .. Little(1), .. Little(octets.Length), .. octets, .. Padding(octets.Length)];
    }

    /// <summary>A property with a number, as stands among others.</summary>
    public static byte[] Method(int value) => [.. Tag(0x0003, 0x3705), .. Little(value)];

    private static byte[] Text(uint type, uint id, byte[] octets) => [.. Tag(type, id), .. Little(1), .. Little(octets.Length), .. octets, .. Padding(octets.Length)];

    private static byte[] Tag(uint type, uint id) => Little((int)(type | id << 16));

    private static byte[] Padding(int length) => new byte[(4 - length % 4) % 4];

    private static byte[] Little(int value)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(octets, value);
        return octets;
    }

    private void Attribute(byte level, uint tag, byte[] data)
    {
        int sum = data.Sum(static octet => octet) & 0xFFFF;
        _file.AddRange([level, .. Little((int)tag), .. Little(data.Length), .. data, (byte)sum, (byte)(sum >> 8)]);
    }
}
