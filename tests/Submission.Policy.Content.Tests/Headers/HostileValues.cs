using System.Text;
using CsCheck;

namespace Submission.Policy.Content.Tests.Headers;

/// <summary>Field values that nobody would write but to break a reader.</summary>
internal static class HostileValues
{
    private static readonly string[] Fragments =
    [
        "filename", "name", "boundary", "=", "=", "*", "*0", "*1*", "*99999999999", ";", "; ", "\"", "\\", "\\\"", "'", "(", ")", "\r\n ", "\r\n\t", "\r", "\n", " ", "\t", "\0", "%", "%41", "%e", "%00",
        "=?", "?=", "?Q?", "?B?", "utf-8", "utf-16", "utf-7", "iso-2022-jp", "hz-gb-2312", "x-unknown", "utf-8''", "''", "+", "+AC4-", "\u001b$B", "\u001b(B", "\u00c4\u008d", "\u00e2\u0080\u00ae", "\u00ff",
        ".exe", ".pdf", "a", "file", "/", "multipart/", "mixed", "attachment", "base64", ",", ":", "<", ">", "@", "[", "]", "by", "with", "from", "x@y.cz", "://", "?", "#", ":$DATA",
    ];

    /// <summary>Octets without any sense.</summary>
    public static Gen<byte[]> Octets { get; } = Gen.Byte.Array[0, 400];

    /// <summary>What has a meaning to some reader, in any order.</summary>
    public static Gen<byte[]> Pieces { get; } = Gen.Int[0, Fragments.Length - 1].Select(static place => Fragments[place]).Array[0, 60].Select(static pieces => Encoding.Latin1.GetBytes(string.Concat(pieces)));

    /// <summary>Values of about a million octets, each made to cost much by its shape.</summary>
    public static IReadOnlyList<(string Name, string Octets)> Long { get; } =
    [
        ("one long name", "attachment; filename=\"" + new string('a', 1_000_000) + ".pdf\""),
        ("parameters", Repeat("; p=v", 200_000)),
        ("names", Repeat("; filename=a", 100_000)),
        ("numbered names", string.Concat(Enumerable.Range(0, 60_000).Select(static number => $"; name=f{number}.pdf"))),
        ("open quotes", Repeat("; name=\"", 125_000)),
        ("comments", Repeat("(a)", 333_000) + "filename=a.pdf"),
        ("open comments", Repeat("(", 1_000_000)),
        ("nested comments", Repeat("(", 500_000) + Repeat(")", 500_000)),
        ("equals signs", Repeat("=", 1_000_000)),
        ("equals signs and blanks", Repeat("   =", 250_000)),
        ("blanks", "filename" + Repeat(" ", 1_000_000) + "=a.pdf"),
        ("folds", "filename=\"a" + Repeat("\r\n ", 333_000) + ".pdf\""),
        ("sections", string.Concat(Enumerable.Range(0, 50_000).Select(static number => $"; filename*{number}=abc"))),
        ("sections of one number", Repeat("; filename*0*=abc", 60_000)),
        ("encoded words", "filename=\"" + Repeat("=?utf-8?Q?a?= ", 70_000) + "\""),
        ("open encoded words", "filename=\"" + Repeat("=?utf-8?Q?", 100_000) + "\""),
        ("encoded words of many charsets", "filename=\"" + string.Concat(Enumerable.Range(0, 3_000).Select(static number => $"=?{(number % 2 == 0 ? "utf-16" : "iso-2022-jp")}?B?AAAA?=")) + "\""),
        ("starts of encoded words", "filename=\"" + Repeat("=?", 500_000) + "\""),
        ("percent signs", "filename=\"" + Repeat("%25", 21_000) + "\""),
        ("plus signs", "filename=\"" + Repeat("+AC4-", 13_000) + "\""),
        ("quotes", "filename=a" + Repeat("\"", 65_000)),
        ("backslashes", "filename=\"" + Repeat("\\\\", 32_000) + "\""),
        ("everything", "filename=\"" + Repeat("=?utf-7?Q?+AC4-%41\\\\'?= \u001b$B", 2_000) + "\""),
        ("semicolons", "filename=" + Repeat(";", 1_000_000)),
        ("names in one value", "filename=" + Repeat("a;", 30_000)),
        ("invisible", "filename=\"a.pdf" + Repeat("\u00e2\u0080\u008b", 20_000) + "\""),
        ("composed", "filename=\"" + Repeat("\u00ef\u00b7\u00ba", 20_000) + ".pdf\""),
        ("marks", "filename=\"a" + Repeat("\u00cc\u0081\u00cc\u00a3", 16_000) + ".pdf\""),
        ("overrides", "filename=\"" + Repeat("\u00e2\u0080\u00aea", 16_000) + ".pdf\""),
        ("NULs", "filename=\"" + Repeat("a\0", 32_000) + ".pdf\""),
        ("folders", "filename=\"" + Repeat("a/", 32_000) + ".pdf\""),
        ("data streams", "filename=\"a.pdf" + Repeat(":$DATA", 10_000) + "\""),
        ("boundaries", "multipart/mixed" + Repeat("; boundary=b", 80_000)),
        ("types", Repeat("a/b,", 250_000)),
        ("commas", Repeat("a@b.cz,", 140_000)),
        ("brackets", Repeat("<", 1_000_000)),
        ("square brackets", Repeat("[", 1_000_000)),
        ("words", Repeat("by x with y ", 80_000)),
        ("quoted words", Repeat("\"a ", 330_001)),
        ("words of a host", "by " + Repeat("a\"b", 333_001)),
    ];

    private static string Repeat(string piece, int times) => new StringBuilder(piece.Length * times).Insert(0, piece, times).ToString();
}
