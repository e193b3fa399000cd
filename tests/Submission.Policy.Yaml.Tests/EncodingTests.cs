using System.Text;
using Submission.Policy.Specification;

namespace Submission.Policy.Yaml.Tests;

public sealed class EncodingTests
{
    [Fact]
    public void ReadDocuments_ByteOrderMark_CountsAsNoColumn()
    {
        YamlReadResult result = YamlSpecReader.ReadDocuments("t", Encoding.UTF8.GetPreamble().Concat("a: b"u8.ToArray()).ToArray());

        SpecMapping mapping = Assert.IsType<SpecMapping>(Assert.Single(result.Documents));
        Assert.Equal(new SpecLocation("t", 1, 1), mapping.Entries[0].Key.Location);
    }

    [Fact]
    public void ReadDocuments_InvalidUtf8_NamesTheByteAndItsPlace()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("a: č\nb: ž"), 0xC3, 0x28];

        SpecError error = Assert.Single(YamlSpecReader.ReadDocuments("t", bytes).Errors);

        Assert.Equal("t:2:5: Here the file is not UTF-8: the byte 0xC3 has no place. Save the file as UTF-8.", error.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadDocuments_Utf16_SaysSo(bool isBigEndian)
    {
        var encoding = new UnicodeEncoding(isBigEndian, byteOrderMark: true);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("a: b\n")];

        SpecError error = Assert.Single(YamlSpecReader.ReadDocuments("t", bytes).Errors);

        Assert.Equal("The file is UTF-16.", error.Message);
    }

    [Fact]
    public void ReadDocuments_TruncatedSequenceAtTheEnd_IsAnError()
    {
        byte[] bytes = [.. "a: "u8, 0xE2, 0x82];

        Assert.Equal(new SpecLocation("t", 1, 4), Assert.Single(YamlSpecReader.ReadDocuments("t", bytes).Errors).Location);
    }

    [Theory]
    [InlineData("a: b\nc:\n  - d\n")]
    [InlineData("a: |\n  x\n  y\nb: 'c'\n")]
    public void ReadDocuments_WindowsLineEnds_GiveTheSameTreeAndPlaces(string text)
    {
        YamlReadResult unix = YamlSpecReader.ReadDocuments("t", text);
        YamlReadResult windows = YamlSpecReader.ReadDocuments("t", text.Replace("\n", "\r\n", StringComparison.Ordinal));

        Assert.Empty(windows.Errors);
        Assert.Equal(Tree.Write(unix.Documents[0]), Tree.Write(windows.Documents[0]));
    }

    [Fact]
    public void ReadDocuments_FileAtAndAboveTheLimit_IsReadAndRefused()
    {
        var limits = new YamlLimits { MaximumFileBytes = 8 };

        Assert.Empty(YamlSpecReader.ReadDocuments("t", "a: 12345", limits).Errors);
        Assert.Equal("The file has 9 bytes; at most 8 are read.", Assert.Single(YamlSpecReader.ReadDocuments("t", "a: 123456", limits).Errors).Message);
        Assert.Equal("The file has 10 bytes; at most 8 are read.", Assert.Single(YamlSpecReader.ReadDocuments("t", "a: 123čč", limits).Errors).Message);
    }
}
