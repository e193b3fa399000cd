using System.Buffers.Binary;
using System.Text;

namespace Submission.Policy.Content.Tests.Structure;

/// <summary>Containers of other formats: TNEF, AppleSingle, AppleDouble, MacBinary, CMS (rows M17, M20, M21).</summary>
public sealed class ContainerTests
{
    public static TheoryData<string, byte[]> Tnefs => new()
    {
        { "title", Tnef(Attribute(0x00018010, Octets("a.exe\0"))) },
        { "long name", Tnef(Attribute(0x00018010, Octets("A~1.TXT\0")), Attribute(0x00069005, Properties(Text(0x3707, "a.exe")))) },
        { "long name in Unicode", Tnef(Attribute(0x00069005, Properties(Integer(0x3705, 1), Unicode(0x3707, "a.exe")))) },
        { "short name", Tnef(Attribute(0x00069005, Properties(Text(0x3704, "a.exe")))) },
        { "behind much else", Tnef(Attribute(0x0006800c, new byte[50_000]), Attribute(0x00069005, Properties(Text(0x3707, "a.exe")))) },
        { "embedded message", Tnef(Attribute(0x00069005, Properties(Binary(0x3701, Tnef(Attribute(0x00018010, Octets("a.exe\0"))))))) },
        { "length too large", Tnef([.. Attribute(0x00018005, [1, 2])[..5], 0xff, 0xff, 0xff, 0x7f, .. Attribute(0x00018010, Octets("a.exe\0"))]) },
        { "length negative", Tnef([.. Attribute(0x00018010, Octets("a.exe\0"))[..5], 0xff, 0xff, 0xff, 0xff, .. Octets("a.exe\0")]) },
        { "cut off", Tnef(Attribute(0x00018010, Octets("a.exe\0")))[..^3] },
    };

    [Theory]
    [MemberData(nameof(Tnefs))]
    public void Read_Tnef_FindsName(string title, byte[] tnef)
    {
        foreach (string type in (string[])["application/ms-tnef; name=winmail.dat", "application/octet-stream", "image/png; name=a.png"])
            Assert.True(NamesOf(type, tnef).Contains("a.exe"), $"{title} as {type}");
    }

    [Fact]
    public void Read_TnefAcrossManyWindows_FindsEveryName()
    {
        byte[] tnef = Tnef([.. Enumerable.Range(0, 400).Select(i => Attribute(0x00018010, [.. Octets($"file{i}.exe\0"), .. new byte[i * 3]]))]);

        string[] names = NamesOf("application/ms-tnef", tnef);

        Assert.Equal(Enumerable.Range(0, 400).Select(static i => $"file{i}.exe"), names);
    }

    [Theory]
    [InlineData(0x00051600u)]
    [InlineData(0x00051607u)]
    public void Read_AppleFile_FindsRealName(uint magic)
    {
        byte[] file = new byte[26 + (2 * 12) + 5000 + 5];
        BinaryPrimitives.WriteUInt32BigEndian(file, magic);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(24), 2);
        WriteEntry(file.AsSpan(26), 2, 50, 5000);
        WriteEntry(file.AsSpan(38), 3, 5050, 5);
        Octets("a.exe").CopyTo(file, 5050);

        Assert.Contains("a.exe", NamesOf("application/applefile", file));
    }

    [Fact]
    public void Read_MacBinary_FindsName()
    {
        byte[] file = new byte[256];
        file[1] = 5;
        Octets("a.exe").CopyTo(file, 2);

        Assert.Contains("a.exe", NamesOf("application/x-macbinary", file));
    }

    private static string[] NamesOf(string type, byte[] content)
    {
        string text = Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks);
        MessageStructure structure = ReadMessage.Text($"MIME-Version: 1.0\nContent-Type: {type}\nContent-Transfer-Encoding: base64\n\n{text}\n");
        return [.. structure.Attachments.Where(static name => name.Source == AttachmentNameSource.Container).Select(static name => name.Name)];
    }

    private static void WriteEntry(Span<byte> entry, uint id, uint offset, uint length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(entry, id);
        BinaryPrimitives.WriteUInt32BigEndian(entry[4..], offset);
        BinaryPrimitives.WriteUInt32BigEndian(entry[8..], length);
    }

    private static byte[] Octets(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Number(int value)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(octets, value);
        return octets;
    }

    private static byte[] Tnef(params byte[][] attributes) => [.. Number(0x223E9F78), 1, 0, .. attributes.SelectMany(static attribute => attribute)];

    private static byte[] Attribute(int tag, byte[] data)
    {
        ushort checksum = (ushort)data.Sum(static octet => octet);
        return [2, .. Number(tag), .. Number(data.Length), .. data, (byte)checksum, (byte)(checksum >> 8)];
    }

    private static byte[] Properties(params byte[][] properties) => [.. Number(properties.Length), .. properties.SelectMany(static property => property)];

    private static byte[] Integer(int id, int value) => [.. Number((id << 16) | 3), .. Number(value)];

    private static byte[] Text(int id, string value) => Variable(id, 0x1e, Octets(value + "\0"));

    private static byte[] Unicode(int id, string value) => Variable(id, 0x1f, Encoding.Unicode.GetBytes(value + "\0"));

    private static byte[] Binary(int id, byte[] value) => Variable(id, 0x102, value);

    private static byte[] Variable(int id, int type, byte[] value) =>
        [.. Number((id << 16) | type), .. Number(1), .. Number(value.Length), .. value, .. new byte[(4 - (value.Length % 4)) % 4]];
}
