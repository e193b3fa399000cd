using System.Collections.Immutable;
using System.Text;
using CsCheck;
using MimeKit;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Tests.Names;

/// <summary>Any name, written in any way that the RFCs allow, must be among the readings; and what MimeKit reads of any value, too.</summary>
public sealed class NameModelTests
{
    private static readonly Gen<char> Letter = Gen.Frequency(
        (6, Gen.Char["abcdefghijklmnopqrstuvwxyzABCXYZ0123456789"]),
        (3, Gen.Char[" ._-;,:()[]<>@\"'%+=?*&#!$^{}~`"]),
        (1, Gen.Char["\\/"]),
        (3, Gen.Char['\u00a1', '\u024f']),
        (1, Gen.Char['\u0370', '\u05ea']),
        (1, Gen.Char['\u4e00', '\u9fa5']),
        (1, Gen.Char['\uac00', '\ud7a3']));

    // MimeKit cuts a pair of surrogates in two where a line ends; names for it are without them.
    private static readonly Gen<string> BasicName = Letter.Array[1, 80].Select(static letters => "n" + new string(letters) + "c");

    private static readonly Gen<string> Name =
        Gen.Select(Gen.OneOf(Letter.Select(static c => c.ToString()), Gen.Int[0x1f300, 0x1f64f].Select(char.ConvertFromUtf32)).Array[1, 80], Gen.Char["abc"])
            .Select(static (letters, last) => "n" + string.Concat(letters) + last);

    [Fact]
    public void AddField_AnyNameByMimeKit_IsThere()
    {
        Gen.Select(BasicName, Gen.Enum<ParameterEncodingMethod>(), Gen.Bool).Sample(static (name, method, international) =>
        {
            var disposition = new ContentDisposition("attachment");
            disposition.Parameters.Add(new Parameter("filename", name) { EncodingMethod = method });
            FormatOptions options = FormatOptions.Default.Clone();
            options.International = international;
            AssertIsThere(name, disposition.ToString(options, Encoding.UTF8, true)["Content-Disposition:".Length..]);
        }, iter: 5_000);
    }

    [Fact]
    public void AddField_AnyNameInQuotes_IsThere()
    {
        Name.Sample(static name => AssertIsThere(name, $"attachment; filename=\"{Quote(name)}\""), iter: 5_000);
    }

    [Fact]
    public void AddField_AnyNameInSections_IsThere()
    {
        Gen.Select(Name, Gen.Int[1, 40], Gen.Bool, Gen.Int[0, int.MaxValue]).Sample(static (name, width, encoded, seed) =>
        {
            byte[] octets = Encoding.UTF8.GetBytes(name);
            string[] sections = [.. octets.Chunk(width).Select((chunk, number) => encoded
                ? $"; filename*{number}*={(number == 0 ? "utf-8''" : "")}{string.Concat(chunk.Select(static octet => $"%{octet:x2}"))}"
                : $"; filename*{number}=\"{Quote(Encoding.Latin1.GetString(chunk))}\"")];
            new Random(seed).Shuffle(sections);
            ImmutableArray<string> names = NamesOf.Disposition("attachment" + string.Concat(sections));
            Assert.Contains(Comparable(name), names);
        }, iter: 5_000);
    }

    [Theory]
    [InlineData("\\uD83D")]
    [InlineData("\\uDD2A")]
    [InlineData("\\uFFFE")]
    public void AddField_HalfAPairOrNoCharacter_IsReadAllTheSame(string escaped)
    {
        string odd = System.Text.RegularExpressions.Regex.Unescape(escaped);
        string encoded = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes("a").Concat(new[] { (byte)(odd[0] >> 8), (byte)odd[0] }).Concat(Encoding.BigEndianUnicode.GetBytes("é.exe")).ToArray());
        Assert.Contains(NamesOf.Disposition($"attachment; filename=\"=?utf-16be?B?{encoded}?=\""), static name => name.EndsWith(".exe", StringComparison.Ordinal));
    }

    [Fact]
    public void AddField_AnyNameInEncodedWords_IsThere()
    {
        Gen.Select(Name, Gen.Int[1, 30], Gen.Bool, Among("utf-8", "utf-16le", "utf-16be")).Sample((name, width, base64, charset) =>
        {
            byte[] octets = Encoding.GetEncoding(charset).GetBytes(name);
            IEnumerable<string> words = octets.Chunk(width * 2).Select(chunk => base64
                ? $"=?{charset}?B?{Convert.ToBase64String(chunk)}?="
                : $"=?{charset}?Q?{string.Concat(chunk.Select(static octet => $"={octet:X2}"))}?=");
            AssertIsThere(name, $"attachment; filename=\"{string.Join("\r\n ", words)}\"");
        }, iter: 4_000);
    }

    [Fact]
    public void AddField_FoldedAtAnyBlank_LosesNoName()
    {
        Gen.Select(Name, Gen.Int[0, 200], Among("\r\n", "\n", "\r\n \r\n", "\r\n\t\r\n", "\r")).Sample((name, place, fold) =>
        {
            string value = $" attachment ; filename = \"{Quote(NamesOf.Utf8(name))}\" ; size = 3";
            int[] blanks = [.. Enumerable.Range(0, value.Length).Where(index => value[index] == ' ')];
            string folded = value.Insert(blanks[place % blanks.Length], fold);
            string expected = Comparable(name);

            ImmutableArray<string> names = NamesOf.Disposition(folded);

            // A blank that a fold added may stay in the name, or all of them may go.
            Assert.Contains(names, read => WithoutBlanks(read) == WithoutBlanks(expected));
            if (fold.Length <= 2) Assert.Contains(expected, names);
        }, iter: 5_000);
    }

    [Fact]
    public void AddField_WhatMimeKitReads_IsThere()
    {
        Headers.HostileValues.Pieces.Sample(static value =>
        {
            if (!ContentDisposition.TryParse(value, out ContentDisposition? disposition) || string.IsNullOrEmpty(disposition.FileName)) return;
            string expected = Comparable(disposition.FileName);
            if (expected.Length == 0 || !Ascii.IsValid(expected)) return; // charsets that nothing names are guessed in another way
            var sut = new AttachmentNames();
            sut.AddField("Content-Disposition"u8, value);
            ImmutableArray<AttachmentName> names = sut.ToImmutable();
            Assert.True(sut.IsFull || names.Any(name => string.Equals(name.Name, expected, StringComparison.Ordinal)), $"'{expected}' is not in {string.Join(" | ", names.Select(static name => name.Name))}");
        }, iter: 15_000);
    }

    [Fact]
    public void Read_ComparableName_StaysAsItIs()
    {
        Gen.String[Gen.OneOf(Letter, Gen.Char), 0, 400].Sample(static text =>
        {
            var names = new List<string>();
            ComparableName.Read(text, names);
            foreach (string name in names)
            {
                var again = new List<string>();
                ComparableName.Read(name, again);
                Assert.InRange(name.Length, 1, ComparableName.MaximumLength);
                Assert.Equal([name], again);
            }
        }, iter: 15_000);
    }

    private static Gen<string> Among(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(place => texts[place]);

    private static void AssertIsThere(string name, string value)
    {
        ImmutableArray<string> names = NamesOf.Disposition(Ascii.IsValid(value) ? value : NamesOf.Utf8(value));
        Assert.Contains(Comparable(name), names);
    }

    private static string Comparable(string name)
    {
        var names = new List<string>();
        ComparableName.Read(name, names);
        return names.Count == 0 ? "" : names[0];
    }

    private static string WithoutBlanks(string name) => string.Concat(name.Where(static c => c != ' '));

    private static string Quote(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
