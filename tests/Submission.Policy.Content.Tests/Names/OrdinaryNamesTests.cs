using System.Collections.Immutable;
using System.Text;
using MimeKit;

namespace Submission.Policy.Content.Tests.Names;

/// <summary>Names as users give them, written as mail clients write them: each must come out as it went in, and nothing that a rule would refuse with it.</summary>
public sealed class OrdinaryNamesTests
{
    public static TheoryData<string> Names => new(
        "report.pdf", "Faktura č. 2024-15.pdf", "příloha.docx", "Žluťoučký kůň.png", "报告.pdf", "見積書 (最終版).xlsx", "отчёт за май.doc", "έγγραφο.odt", "مستند.pdf", "מסמך.pdf",
        "résumé.doc", "straße.txt", "naïve café.jpg", "보고서.hwp", "เอกสาร.pdf", "😀 party.gif", "family 👨‍👩‍👧.jpg", "a+b=c.pdf", "50% off.pdf", "C++ notes.txt", "R&D.pdf", "it's mine.doc", "a,b;c.txt",
        "image001.png", "Scan 2024-05-01 10.15.22.pdf", "archive.tar.gz", "setup.exe.zip", "exe", "README", "no extension", "v1.2.3", "file (1).pdf", "[draft] plan.docx", "smlouva_v2.final.pdf",
        "Re: dotaz na www.example.com.eml", "com.pdf", "e-mail od bat.man.doc", "a.b.c.d", "dots...in.name.txt", "~$temp.docx", "#1.pdf", "100 %.pdf", "x@y.txt");

    [Theory]
    [MemberData(nameof(Names))]
    public void AddField_NameInRfc2231_IsThere(string name) => AssertRead(name, ParameterEncodingMethod.Rfc2231);

    [Theory]
    [MemberData(nameof(Names))]
    public void AddField_NameInRfc2047_IsThere(string name) => AssertRead(name, ParameterEncodingMethod.Rfc2047);

    [Theory]
    [MemberData(nameof(Names))]
    public void AddField_NameInRawUtf8_IsThere(string name)
    {
        ImmutableArray<string> names = NamesOf.Disposition($" attachment; filename=\"{NamesOf.Utf8(name)}\"");

        Assert.Contains(Expected(name), names);
        Assert.False(names.HaveListedExtension());
    }

    [Theory]
    [InlineData("Faktura_č.pdf", "iso-8859-2")]
    [InlineData("Žádost o převod.pdf", "windows-1250")]
    public void AddField_NameInCentralEuropeanOctets_IsThere(string name, string charset)
    {
        byte[] octets = CodePagesEncodingProvider.Instance.GetEncoding(charset)!.GetBytes(name);

        Assert.Equal([name], NamesOf.Disposition($" attachment; filename=\"{Encoding.Latin1.GetString(octets)}\""));
    }

    [Theory]
    [InlineData("attachment; filename=\"report.pdf\"", "report.pdf")]
    [InlineData("attachment;\r\n filename=\"report 1.pdf\";\r\n size=123;\r\n creation-date=\"Tue, 24 Nov 2026 08:15:02 GMT\"", "report 1.pdf")]
    [InlineData("inline; filename=report.pdf", "report.pdf")]
    [InlineData("attachment; filename=\"file (1).pdf\"", "file (1).pdf")]
    [InlineData("attachment; filename=\"a\u00a0b.pdf\"", "a\u00a0b.pdf")]
    public void AddField_OrdinaryField_HasOneName(string value, string name)
    {
        Assert.Equal([name.Normalize(NormalizationForm.FormKC)], NamesOf.Disposition(value));
    }

    [Theory]
    [InlineData("Content-Disposition", "attachment")]
    [InlineData("Content-Disposition", "inline; size=3")]
    [InlineData("Content-Type", "text/plain; charset=utf-8; format=flowed")]
    [InlineData("Content-Type", "multipart/mixed; boundary=\"----=_filename.exe\"")]
    [InlineData("Content-Type", "message/external-body; access-type=x; site=\"www.shop.com\"")]
    [InlineData("Content-ID", "<image001.png@www.shop.com>")]
    [InlineData("Content-Location", "http://www.shop.com")]
    [InlineData("Content-Location", "http://www.shop.com/")]
    [InlineData("Content-Location", "<http://www.shop.com/>")]
    [InlineData("Content-Location", "https://shop.com:8080")]
    [InlineData("Content-Location", "//www.shop.com")]
    [InlineData("Content-Location", "//www.shop.com/")]
    [InlineData("Content-Location", "www.shop.com")]
    [InlineData("Content-Location", "www.shop.com/")]
    [InlineData("Content-Location", "https://web.archive.org/web/2020/http://www.shop.com/")]
    [InlineData("Content-Location", "https://web.archive.org/web/2020/http://www.shop.com")]
    [InlineData("Content-Location", "http://www.shop.com/?page=www.shop.com")]
    [InlineData("Content-Location", "cid:image@shop.com")]
    [InlineData("Content-Location", "mid:1@shop.com")]
    [InlineData("Content-Location", "mailto:jana@shop.com")]
    [InlineData("X-Attachment", "filename=a.exe")]
    [InlineData("Subject", "filename=a.exe; name=a.exe padded")]
    [InlineData("Content-Disposition", "attachment; filename=\"\"")]
    [InlineData("Content-Disposition", "attachment; filename=\" . \"")]
    [InlineData("Content-Disposition", "")]
    public void AddField_FieldWithoutName_HasNone(string field, string value)
    {
        Assert.Empty(NamesOf.Field(field, value));
    }

    [Theory]
    [InlineData("http://www.shop.com/index.html", "index.html")]
    [InlineData("http://www.shop.com/a/b.png?x=www.shop.com", "b.png")]
    [InlineData("http://www.shop.com/a.pdf#www.shop.com", "a.pdf")]
    [InlineData("images/logo.png", "logo.png")]
    [InlineData("logo.png", "logo.png")]
    [InlineData("a.exe", "a.exe")]
    [InlineData("http://www.shop.com/x/a.exe", "a.exe")]
    [InlineData("http://www.shop.com/x/a.exe?y=1", "a.exe")]
    [InlineData("http://www.shop.com/x/a%2Eexe", "a.exe")]
    [InlineData("http://www.shop.com/x/\r\n a.exe", "a.exe")]
    [InlineData("file:///C:/x/a.exe", "a.exe")]
    [InlineData("file://server/x/a.exe", "a.exe")]
    [InlineData("C:\\x\\a.exe", "a.exe")]
    [InlineData("\"a.exe\"", "a.exe")]
    [InlineData("=?utf-8?Q?a.exe?=", "a.exe")]
    public void AddField_LocationOfFile_HasItsName(string value, string name)
    {
        Assert.Contains(name, NamesOf.Field("Content-Location", value));
    }

    [Fact]
    public void AddField_Description_IsANameOfItsOwnSource()
    {
        var sut = new Content.Names.AttachmentNames();

        sut.AddField("content-description"u8, " =?utf-8?Q?a.exe?="u8);

        Assert.Contains(new AttachmentName("a.exe", AttachmentNameSource.Description), sut.ToImmutable());
    }

    private static string Expected(string name) => string.Concat(name.Normalize(NormalizationForm.FormKC).Where(static c => c != '\u200d'));

    private static void AssertRead(string name, ParameterEncodingMethod method)
    {
        var disposition = new ContentDisposition("attachment");
        disposition.Parameters.Add(new Parameter("filename", name) { EncodingMethod = method });
        var header = new Header(HeaderId.ContentDisposition, disposition.ToString(FormatOptions.Default, Encoding.UTF8, true)["Content-Disposition:".Length..]);

        ImmutableArray<string> names = NamesOf.Disposition(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(header.Value)));

        Assert.Contains(Expected(name), names);
        Assert.False(names.HaveListedExtension());
    }
}
