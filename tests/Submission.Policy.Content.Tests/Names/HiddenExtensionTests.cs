using System.Collections.Immutable;
using System.Text;

namespace Submission.Policy.Content.Tests.Names;

/// <summary>
/// The tricks by which a name is hidden from one reader and shown by another. Each runs twice: with an extension that is refused, which must be found, and with one that is
/// not, which must yield no refused one. <c>EXT</c> stands for the extension, <c>E</c>, <c>X</c>, <c>T</c> for its letters.
/// </summary>
public sealed class HiddenExtensionTests
{
    public static TheoryData<string, string> Tricks => new()
    {
        { "M1 plain", "attachment; filename=file.EXT" },
        { "M1 quoted", "attachment; filename=\"file.EXT\"" },
        { "M1 name instead of filename", "attachment; name=\"file.EXT\"" },
        { "M1 upper case", "ATTACHMENT; FILENAME=\"FILE.EXT\"" },
        { "M1 unknown parameter before", "attachment; x-foo=bar; filename=\"file.EXT\"" },
        { "M1 no semicolon", "attachment filename=\"file.EXT\"" },
        { "M1 nothing before", "filename=\"file.EXT\"" },
        { "M1 comma before", "attachment, filename=\"file.EXT\"" },
        { "M1 unquoted with blanks", "attachment; filename=my own file.EXT" },
        { "M1 semicolon at the end", "attachment; filename=file.EXT;" },
        { "M1 quoted parameter name", "attachment; \"filename\"=file.EXT" },
        { "M1 open quote before", "attachment; x=\"y; filename=file.EXT" },
        { "M2 two parameters, last", "attachment; filename=\"a.txt\"; filename=\"file.EXT\"" },
        { "M2 two parameters, first", "attachment; filename=\"file.EXT\"; filename=\"a.txt\"" },
        { "M3 fold before name", "attachment;\r\n filename=\"file.EXT\"" },
        { "M3 fold after name", "attachment; filename\r\n =\"file.EXT\"" },
        { "M3 fold after equals sign", "attachment; filename=\r\n \"file.EXT\"" },
        { "M3 fold after value", "attachment; filename=\"file.EXT\"\r\n ; foo=bar" },
        { "M3 two folds", "attachment; filename=\r\n \r\n \"file.EXT\"" },
        { "M3 fold before everything", "\r\n attachment; filename=\"file.EXT\"" },
        { "M3 fold within name", "attachment; file\r\n name=\"file.EXT\"" },
        { "M3 fold within extension", "attachment; filename=\"file.E\r\n XT\"" },
        { "M3 tab fold within extension", "attachment; filename=\"file.E\r\n\tXT\"" },
        { "M3 fold at the end of value", "attachment; filename=\"file.EXT\r\n \"" },
        { "M3 blanks around equals sign", "attachment; filename = \"file.EXT\"" },
        { "M3 line with only blanks", "attachment;\r\n   \r\n filename=\"file.EXT\"" },
        { "M3 LF only", "attachment;\n filename=\"file.EXT\"" },
        { "M3 CR only", "attachment;\r filename=\"file.EXT\"" },
        { "M4 quote and rest", "attachment; filename=\"file\".EXT" },
        { "M4 quote, rest, quote", "attachment; filename=\"file\".EXT\"" },
        { "M4 single quotes", "attachment; filename='file.EXT'" },
        { "M4 quote within", "attachment; filename=file\".EXT" },
        { "M4 quotes within", "attachment; filename=fi\"le.EXT\"" },
        { "M4 escaped quote", "attachment; filename=\"fi\\\"le.EXT\"" },
        { "M4 escaped quote without quotes", "attachment; filename=fi\\\"le.EXT" },
        { "M4 escaped letters", "attachment; filename=\"file.\\E\\XT\"" },
        { "M4 typographic quotes", $"attachment; filename={NamesOf.Utf8("\u201e")}file.EXT{NamesOf.Utf8("\u201c")}" },
        { "M4 semicolon in quotes", "attachment; filename=\"file;x.EXT\"" },
        { "M4 semicolon without quotes", "attachment; filename=file;x.EXT" },
        { "M4 semicolon without quotes and more", "attachment; filename=file;x.EXT; size=3" },
        { "M4 escaped semicolon", "attachment; filename=file\\;x.EXT" },
        { "M4 two quoted strings", "attachment; filename=\"file.\" \"EXT\"" },
        { "M4 missing end quote", "attachment; filename=\"file.EXT" },
        { "M4 missing end quote and more", "attachment; filename=\"file.EXT; size=3" },
        { "M4 missing start quote", "attachment; filename=file.EXT\"" },
        { "M5 comment after name", "attachment; filename()=file.EXT" },
        { "M5 comment before name", "attachment; (foo)filename=file.EXT" },
        { "M5 comment within name", "attachment; filena()me=file.EXT" },
        { "M5 comment within extension", "attachment; filename=file.E()XT" },
        { "M5 comment with text within extension", "attachment; filename=file.E(foo)XT" },
        { "M5 comment after", "attachment; filename=file.EXT()" },
        { "M5 decoy in a comment after", "attachment; filename=file.EXT(.gif)" },
        { "M5 comment before value", "attachment; filename=(.gif)file.EXT" },
        { "M5 comment after quotes", "attachment; filename=\"file.EXT\"(.gif)" },
        { "M5 nested comments", "attachment; filename=file.E((a)(b(c)))XT" },
        { "M5 comment with a quote", "attachment; filename=file.E(\")XT" },
        { "M5 escape in a comment", "attachment; filename=file.E(\\))XT" },
        { "M5 unclosed comment before", "attachment (; filename=file.EXT" },
        { "M6 star", "attachment; filename*=utf-8''file.EXT" },
        { "M6 star with language", "attachment; filename*=utf-8'cs'file.EXT" },
        { "M6 star without charset", "attachment; filename*=file.EXT" },
        { "M6 star with empty charset", "attachment; filename*=''file.EXT" },
        { "M6 star in quotes", "attachment; filename*=\"utf-8''file.EXT\"" },
        { "M6 star and unknown charset", "attachment; filename*=x-foo''file.EXT" },
        { "M6 percent in extension", "attachment; filename*=utf-8''file.%PP" },
        { "M6 utf-16le", "attachment; filename*=utf-16le''%LE" },
        { "M6 utf-16be", "attachment; filename*=utf-16be''%BE" },
        { "M6 utf-16 without mark", "attachment; filename*=utf-16''%LE" },
        { "M6 *0", "attachment; filename*0=file.EXT" },
        { "M6 *0*", "attachment; filename*0*=utf-8''file.EXT" },
        { "M6 continued", "attachment; filename*0=file.; filename*1=EXT" },
        { "M6 continued, quoted", "attachment; filename*0=\"fi\"; filename*1=\"le.E\"; filename*2=\"XT\"" },
        { "M6 continued, encoded", "attachment; filename*0*=utf-8''file.; filename*1*=%PP" },
        { "M6 continued, mixed", "attachment; filename*0*=utf-8''file.; filename*1=EXT" },
        { "M6 continued, plain first", "attachment; filename*0=file.; filename*1*=%PP" },
        { "M6 continued, wrong order", "attachment; filename*1=le.EXT; filename*0=fi" },
        { "M6 continued, gap", "attachment; filename*0=file.; filename*2=EXT" },
        { "M6 continued, from 1", "attachment; filename*1=file.; filename*2=EXT" },
        { "M6 continued, 2 before 0", "attachment; filename*2=EXT; filename*0=file." },
        { "M6 continued, reversed and encoded", "attachment; filename*1*=%PP; filename*0*=utf-8''file." },
        { "M6 continued, in their order", "attachment; filename*1=file.; filename*0=EXT" },
        { "M6 continued, doubled first", "attachment; filename*0=file.EXT; filename*0=a.txt" },
        { "M6 continued, doubled last", "attachment; filename*0=a.txt; filename*0=file.EXT" },
        { "M6 continued, folded", "attachment; filename*0=file.;\r\n filename*1=EXT" },
        { "M6 continued with comment", "attachment; filename*0=file.; filename()*1=EXT" },
        { "M6 blank before the star", "attachment; filename *=utf-8''file.EXT" },
        { "M6 blanks around the numbers", "attachment; filename *0=file.; filename*1 =EXT" },
        { "M6 plain before star", "attachment; filename=a.txt; filename*=utf-8''file.EXT" },
        { "M6 plain after star", "attachment; filename*=utf-8''a.txt; filename=file.EXT" },
        { "M6 star before plain", "attachment; filename*=utf-8''file.EXT; filename=a.txt" },
        { "M6 utf-16le over sections", "attachment; filename*0*=utf-16le''f%00i%00l%00e%00.%00; filename*1*=%LE" },
        { "M7 Q", "attachment; filename=\"=?utf-8?Q?file=2E_EXT?=\"".Replace("_", "", StringComparison.Ordinal) },
        { "M7 Q without quotes", "attachment; filename==?utf-8?Q?file.EXT?=" },
        { "M7 lower case q", "attachment; filename=\"=?UTF-8?q?file.EXT?=\"" },
        { "M7 B", "attachment; filename=\"=?utf-8?B?%B64?=\"" },
        { "M7 B without padding", "attachment; filename=\"=?utf-8?B?%B6N?=\"" },
        { "M7 unknown charset", "attachment; filename=\"=?x-foo?Q?file.EXT?=\"" },
        { "M7 empty charset", "attachment; filename=\"=??Q?file.EXT?=\"" },
        { "M7 language", "attachment; filename=\"=?utf-8*cs?Q?file.EXT?=\"" },
        { "M7 utf-16 but is not", "attachment; filename=\"=?utf-16?Q?file.EXT?=\"" },
        { "M7 utf-16le", "attachment; filename=\"=?utf-16le?Q?=LE?=\"" },
        { "M7 utf-16be", "attachment; filename=\"=?utf-16be?Q?=BE?=\"" },
        { "M7 two words", "attachment; filename=\"=?utf-8?Q?file.E?= =?utf-8?Q?XT?=\"" },
        { "M7 two words, folded", "attachment; filename=\"=?utf-8?Q?file.E?=\r\n =?utf-8?Q?XT?=\"" },
        { "M7 two words that touch", "attachment; filename=\"=?utf-8?Q?file.E?==?utf-8?Q?XT?=\"" },
        { "M7 two words without quotes", "attachment; filename==?utf-8?Q?file.E?= =?utf-8?Q?XT?=" },
        { "M7 two quoted words", "attachment; filename=\"=?utf-8?Q?file.E?=\" \"=?utf-8?Q?XT?=\"" },
        { "M7 two charsets", "attachment; filename=\"=?utf-8?Q?file.E?= =?iso-8859-1?Q?XT?=\"" },
        { "M7 word and rest", "attachment; filename=\"=?utf-8?Q?file?=.EXT\"" },
        { "M7 blank before a word", "attachment; filename=\"file. =?utf-8?Q?EXT?=\"" },
        { "M7 not closed", "attachment; filename=\"=?utf-8?Q?file.EXT\"" },
        { "M7 blank within", "attachment; filename=\"=?utf-8?Q?my file.EXT?=\"" },
        { "M7 nested in a star", "attachment; filename*=utf-8''=?utf-8?Q?file.EXT?=" },
        { "M7 nested in a star, encoded", "attachment; filename*=utf-8''%3D%3Futf-8%3FQ%3Ffile.EXT%3F%3D" },
        { "M7 over sections", "attachment; filename*0=\"=?utf-8?Q?file.E\"; filename*1=\"XT?=\"" },
        { "M7 quotes within", "attachment; filename=\"=?utf-8?Q?=22file.EXT=22?=\"" },
        { "M8 dot", "attachment; filename=\"file.EXT.\"" },
        { "M8 dots and blanks", "attachment; filename=\"file.EXT. . .\"" },
        { "M8 blank", "attachment; filename=\"file.EXT \"" },
        { "M8 tab", "attachment; filename=\"file.EXT\t\"" },
        { "M8 no-break space", $"attachment; filename=\"file.EXT{NamesOf.Utf8("\u00a0")}\"" },
        { "M8 ideographic space", $"attachment; filename=\"file.EXT{NamesOf.Utf8("\u3000")}\"" },
        { "M8 NUL after", "attachment; filename=\"file.EXT\0.txt\"" },
        { "M8 NUL before", "attachment; filename=\"file.txt\0.EXT\"" },
        { "M8 NUL within", "attachment; filename=\"file.E\0XT\"" },
        { "M8 percent NUL", "attachment; filename=\"file.EXT%00.txt\"" },
        { "M8 data stream", "attachment; filename=\"file.EXT::$DATA\"" },
        { "M8 data stream in lower case", "attachment; filename=\"file.EXT::$data\"" },
        { "M8 named data stream", "attachment; filename=\"file.EXT:foo:$DATA\"" },
        { "M8 slash", "attachment; filename=\"file.EXT/\"" },
        { "M8 Windows path", "attachment; filename=\"C:\\x\\file.EXT\"" },
        { "M8 relative path", "attachment; filename=\"../file.EXT\"" },
        { "M8 percent blank", "attachment; filename=\"file.EXT%20\"" },
        { "M8 percent dot", "attachment; filename=\"file%2EEXT\"" },
        { "M8 percent extension", "attachment; filename=\"file.%PP\"" },
        { "M8 other control", "attachment; filename=\"file.E\u0001XT\u0007\"" },
        { "M9 zero width space", $"attachment; filename=\"file.E{NamesOf.Utf8("\u200b")}XT\"" },
        { "M9 zero width joiner", $"attachment; filename=\"file.E{NamesOf.Utf8("\u200d")}XT\"" },
        { "M9 word joiner", $"attachment; filename=\"file.E{NamesOf.Utf8("\u2060")}XT\"" },
        { "M9 soft hyphen", $"attachment; filename=\"file.E{NamesOf.Utf8("\u00ad")}XT\"" },
        { "M9 byte order mark", $"attachment; filename=\"file.EXT{NamesOf.Utf8("\ufeff")}\"" },
        { "M9 grapheme joiner", $"attachment; filename=\"file.E{NamesOf.Utf8("\u034f")}XT\"" },
        { "M9 variation selector", $"attachment; filename=\"file.EXT{NamesOf.Utf8("\ufe0f")}\"" },
        { "M9 tag characters", $"attachment; filename=\"file.EXT{NamesOf.Utf8("\U000e0061")}\"" },
        { "M9 full width", "attachment; filename=\"file%FW\"" },
        { "M9 one dot leader", $"attachment; filename=\"file{NamesOf.Utf8("\u2024")}EXT\"" },
        { "M9 small full stop", $"attachment; filename=\"file{NamesOf.Utf8("\ufe52")}EXT\"" },
        { "M9 override, stored order", $"attachment; filename=\"x{NamesOf.Utf8("\u202e")}fdp.EXT\"" },
        { "M9 override, seen order", $"attachment; filename=\"x{NamesOf.Utf8("\u202e")}TXE.a\"" },
        { "M9 override with an end", $"attachment; filename=\"x{NamesOf.Utf8("\u202e")}TXE.{NamesOf.Utf8("\u202c")}\"" },
        { "M10 two extensions", "attachment; filename=\"file.pdf.EXT\"" },
        { "M10 many blanks", $"attachment; filename=\"file.pdf{new string(' ', 200)}.EXT\"" },
        { "M10 long name", $"attachment; filename=\"{new string('a', 300)}.EXT\"" },
        { "M10 very long name", $"attachment; filename=\"{new string('a', 30_000)}.EXT\"" },
        { "M10 only the extension", "attachment; filename=\".EXT\"" },
        { "M10 many invisible", $"attachment; filename=\"file.EXT{NamesOf.Utf8(new string('\u200b', 5000))}\"" },
        { "M25 utf-7", "attachment; filename=\"file+AC4-EXT\"" },
        { "M25 utf-7 as charset", "attachment; filename=\"=?utf-7?Q?file+AC4-EXT?=\"" },
        { "M25 latin 2", "attachment; filename=\"\u00e8esk\u00fd n\u00e1zev.EXT\"" },
        { "M25 raw utf-8", $"attachment; filename=\"{NamesOf.Utf8("český název")}.EXT\"" },
        { "M25 iso-2022-jp", "attachment; filename=\"\u001b$B;qNA\u001b(B.EXT\"" },
        { "M25 iso-2022-jp full width dot", "attachment; filename=\"\u001b$B;qNA!%\u001b(BEXT\"" },
    };

    [Theory]
    [MemberData(nameof(Tricks))]
    public void AddField_HiddenExe_IsFound(string id, string value)
    {
        Assert.True(NamesOf.Disposition(With(value, "exe")).HaveListedExtension(), id);
    }

    [Theory]
    [MemberData(nameof(Tricks))]
    public void AddField_HiddenExeInContentType_IsFound(string id, string value)
    {
        string type = With(value, "exe").Replace("attachment", "application/octet-stream", StringComparison.Ordinal).Replace("filename", "name", StringComparison.Ordinal);

        Assert.True(NamesOf.Field("Content-Type", type).HaveListedExtension(), id);
    }

    [Theory]
    [MemberData(nameof(Tricks))]
    public void AddField_HiddenPdf_IsFoundAndNothingElse(string id, string value)
    {
        ImmutableArray<string> names = NamesOf.Disposition(With(value, "pdf"));

        Assert.False(names.HaveListedExtension(), id);
        Assert.True(names.Any(static name => name.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase)), id + ": " + string.Join(" | ", names));
    }

    private static string With(string value, string extension)
    {
        byte[] file = Encoding.ASCII.GetBytes("file." + extension);
        string reversed = string.Concat(extension.Reverse());
        string fullWidth = NamesOf.Utf8(string.Concat(("." + extension).Select(static c => (char)(c - 0x20 + 0xff00))));
        return value
            .Replace("%B64", Convert.ToBase64String(file), StringComparison.Ordinal)
            .Replace("%B6N", Convert.ToBase64String(file).TrimEnd('='), StringComparison.Ordinal)
            .Replace("%PP", $"%{(int)extension[0]:x2}{extension[1]}%{(int)extension[2]:X2}", StringComparison.Ordinal)
            .Replace("%LE", Hex('%', Encoding.Unicode.GetBytes("file." + extension)), StringComparison.Ordinal)
            .Replace("%BE", Hex('%', Encoding.BigEndianUnicode.GetBytes("file." + extension)), StringComparison.Ordinal)
            .Replace("=LE", Hex('=', Encoding.Unicode.GetBytes("file." + extension)), StringComparison.Ordinal)
            .Replace("=BE", Hex('=', Encoding.BigEndianUnicode.GetBytes("file." + extension)), StringComparison.Ordinal)
            .Replace("%FW", fullWidth, StringComparison.Ordinal)
            .Replace("TXE", reversed, StringComparison.Ordinal)
            .Replace("EXT", extension, StringComparison.Ordinal)
            .Replace("\\E\\XT", $"\\{extension[0]}\\{extension[1..]}", StringComparison.Ordinal)
            .Replace(".E", "." + extension[0], StringComparison.Ordinal)
            .Replace("XT", extension[1..], StringComparison.Ordinal);
    }

    private static string Hex(char sign, byte[] octets) => string.Concat(octets.Select(octet => $"{sign}{octet:X2}"));
}
