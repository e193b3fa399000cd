using System.Collections.Immutable;
using System.Text;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Tests.Names;

public sealed class AttachmentNamesTests
{
    [Fact]
    public void AddField_PlainName_IsThere()
    {
        var sut = new AttachmentNames();
        sut.BeginPart();

        sut.AddField("Content-Disposition"u8, " attachment; filename=\"report.pdf\"\r\n"u8);

        Assert.Equal([new AttachmentName("report.pdf", AttachmentNameSource.Disposition)], sut.ToImmutable());
    }

    [Fact]
    public void AddField_SameNameInTwoFields_IsThereOncePerSource()
    {
        var sut = new AttachmentNames();

        sut.AddField("Content-Type"u8, "image/png; name=a.png"u8);
        sut.AddField("Content-Disposition"u8, "attachment; filename=a.png"u8);
        sut.AddField("content-disposition"u8, "inline;\r\n filename=\"a.png\""u8);

        Assert.Equal([new AttachmentName("a.png", AttachmentNameSource.Type), new AttachmentName("a.png", AttachmentNameSource.Disposition)], sut.ToImmutable());
    }

    [Theory]
    [InlineData("M2 first field", "filename=a.exe", "filename=a.txt")]
    [InlineData("M2 last field", "filename=a.txt", "filename=a.exe")]
    [InlineData("M6 continued in another field", "filename*0=a.e", "filename*1=xe")]
    [InlineData("M6 continued in another field, last first", "filename*1=xe", "filename*0=a.e")]
    [InlineData("M6 continued in another field, encoded", "filename*0*=utf-8''a.%65", "filename*1*=%78%65")]
    [InlineData("M6 continued in another field that is folded", "filename*0=a.e", "\r\n filename*1=xe")]
    [InlineData("M6 continued in another field with a comment", "filename*0=a.e", "filename*(x)1=xe")]
    public void AddField_TwoFieldsOfAPart_AreReadTogether(string id, string first, string second)
    {
        ImmutableArray<string> names = NamesOf.Fields(("Content-Disposition", "attachment; " + first), ("Content-Disposition", "attachment; " + second));

        Assert.True(names.Contains("a.exe"), id);
    }

    [Fact]
    public void BeginPart_SectionsInTwoParts_AreNotReadTogether()
    {
        var sut = new AttachmentNames();
        sut.AddField("Content-Disposition"u8, "attachment; filename*0=\"report.\""u8);

        sut.BeginPart();
        sut.AddField("Content-Disposition"u8, "attachment; filename*1=\"com\""u8);

        Assert.Equal(["report", "com"], sut.ToImmutable().Select(static name => name.Name));
    }

    [Fact]
    public void AddField_SectionsOfTwoParameters_AreNotReadTogether()
    {
        ImmutableArray<string> names = NamesOf.Disposition("attachment; name*0=\"report.\"; filename*1=\"com\"");

        Assert.False(names.HaveListedExtension());
    }

    [Theory]
    [InlineData("M10 a host as name", "attachment; filename=\"www.shop.com\"", "www.shop.com")]
    [InlineData("M10 only the extension", "attachment; filename=.exe", ".exe")]
    [InlineData("M10 no dot", "attachment; filename=exe", "exe")]
    [InlineData("M10 archive", "attachment; filename=a.exe.zip", "a.exe.zip")]
    [InlineData("M11 class id", "attachment; filename=\"a.{00021401-0000-0000-C000-000000000046}\"", "a.{00021401-0000-0000-C000-000000000046}")]
    [InlineData("M9 homoglyphs stay what they are", "attachment; filename*=utf-8''a.%D0%B5%D1%85%D0%B5", "a.\u0435\u0445\u0435")]
    [InlineData("M9 accents stay", "attachment; filename*=utf-8''a.exe%CC%81", "a.ex\u00e9")]
    public void AddField_Name_IsKept(string id, string value, string name)
    {
        Assert.True(NamesOf.Disposition(value).Contains(name), id);
    }

    [Theory]
    [InlineData("Content-Disposition ")]
    [InlineData("content-DISPOSITION")]
    [InlineData("Content-Disposition\t")]
    [InlineData("\u00ef\u00bb\u00bfContent-Disposition")]
    [InlineData("\vContent-Disposition")]
    [InlineData("Content-Disposition:")]
    public void AddField_NameOfFieldWithJunk_IsKnown(string field)
    {
        Assert.Equal(["a.exe"], NamesOf.Field(field, "attachment; filename=a.exe"));
    }

    [Fact]
    public void Add_NameOfTextOrContainer_IsReadAsOthers()
    {
        var sut = new AttachmentNames();

        sut.Add("C:\\x\\a.exe\0", AttachmentNameSource.Container);
        sut.Add("b.exe\u00a0."u8, AttachmentNameSource.Text);
        sut.Add(Encoding.Unicode.GetBytes("c.exe"), AttachmentNameSource.Container);
        sut.Add("", AttachmentNameSource.Text);

        ImmutableArray<AttachmentName> names = sut.ToImmutable();
        Assert.Contains(new AttachmentName("a.exe", AttachmentNameSource.Container), names);
        Assert.Contains(new AttachmentName("b.exe", AttachmentNameSource.Text), names);
        Assert.Contains(new AttachmentName("c.exe", AttachmentNameSource.Container), names);
    }

    [Fact]
    public void AddField_LongName_IsThereWithItsEnd()
    {
        ImmutableArray<string> names = NamesOf.Disposition($"attachment; filename=\"{new string('a', 1000)}.exe\"");

        Assert.Equal([new string('a', 251) + ".exe"], names);
    }

    [Fact]
    public void AddField_PlainName_CostsLittle()
    {
        var sut = new AttachmentNames();
        ReadOnlySpan<byte> field = "Content-Disposition"u8, value = " attachment;\r\n filename=\"report.pdf\""u8;
        sut.AddField(field, value);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int part = 0; part < 100; part++) sut.AddField(field, value);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * 1500);
    }
}
