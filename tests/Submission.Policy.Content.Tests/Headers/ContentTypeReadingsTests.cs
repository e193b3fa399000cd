using System.Text;
using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Tests.Headers;

public sealed class ContentTypeReadingsTests
{
    [Fact]
    public void Read_PlainMultipart_HasOneTypeAndOneBoundary()
    {
        ContentTypeReading reading = Read(" multipart/mixed; boundary=\"----=_Part_1_2.3\"");

        Assert.Equal(["multipart/mixed"], reading.MediaTypes);
        Assert.Equal(["----=_Part_1_2.3"], Boundaries(reading));
        Assert.True(reading.IsComplete);
        Assert.True(reading.MayBeMultipart);
    }

    [Theory]
    [InlineData("multipart/mixed;\r\n boundary=\"b1\"")]
    [InlineData("multipart/mixed;\r\n\tboundary=b1;\r\n charset=utf-8")]
    [InlineData("multipart/report; report-type=delivery-status; boundary=\"b1\"")]
    [InlineData("Multipart/Related; type=\"text/html\"; start=\"<a@b>\"; boundary=b1")]
    public void Read_OrdinaryMultipart_HasOneBoundary(string value)
    {
        Assert.Equal(["b1"], Boundaries(Read(value)));
    }

    [Theory]
    [InlineData("text/plain", "text/plain")]
    [InlineData("TEXT/Plain; charset=us-ascii", "text/plain")]
    [InlineData("mULtiPaRt/MiXeD; boundary=b1", "multipart/mixed")]
    [InlineData("multipart/x-whatever; boundary=b1", "multipart/x-whatever")]
    [InlineData("multipart; boundary=b1", "multipart")]
    [InlineData("multipart/; boundary=b1", "multipart/")]
    [InlineData("multipart mixed; boundary=b1", "multipart")]
    [InlineData("multipart / mixed; boundary=b1", "multipart")]
    [InlineData("multipart(hello)/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("(hello) multipart/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("\"multipart/mixed\"; boundary=b1", "multipart/mixed")]
    [InlineData("multi\"part/mixed\"; boundary=b1", "multipart/mixed")]
    [InlineData("'multipart/mixed'; boundary=b1", "multipart/mixed")]
    [InlineData("multipart/mixed boundary=b1", "multipart/mixed")]
    [InlineData("multipart/mixed, boundary=b1", "multipart/mixed")]
    [InlineData("x-multipart/mixed; boundary=b1", "x-multipart/mixed")]
    [InlineData("; multipart/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("junk multipart/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("text/plain, multipart/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("text/plain; multipart/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("multipart\r\n /mixed; boundary=b1", "multipart/mixed")]
    [InlineData("multi\r\n part/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("=?utf-8?Q?multipart/mixed?=; boundary=b1", "multipart/mixed")]
    [InlineData("\0multipart/mixed; boundary=b1", "multipart/mixed")]
    [InlineData("message/rfc822", "message/rfc822")]
    public void Read_SomeSpelling_HasType(string value, string type)
    {
        Assert.Contains(type, Read(value).MediaTypes);
    }

    [Theory]
    [InlineData("application/pdf; name=\"report 1/2.pdf\"", "application/pdf")]
    [InlineData("multipart/related; type=\"multipart/alternative\"; boundary=b1", "multipart/related")]
    [InlineData("multipart/related; type=multipart/alternative; boundary=b1", "multipart/related")]
    [InlineData("multipart/encrypted; protocol = \"application/pgp-encrypted\"; boundary=b1", "multipart/encrypted")]
    public void Read_TypeInAParameter_IsNoType(string value, string type)
    {
        Assert.Equal([type], Read(value).MediaTypes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\r\n ")]
    public void Read_Nothing_HasNothing(string value)
    {
        ContentTypeReading reading = Read(value);

        Assert.Empty(reading.MediaTypes);
        Assert.Empty(reading.Boundaries);
        Assert.True(reading.IsComplete);
    }

    [Theory]
    [InlineData("unquoted", "boundary=b1", "b1")]
    [InlineData("upper case", "BOUNDARY=\"B1\"", "B1")]
    [InlineData("empty", "boundary=\"\"", "")]
    [InlineData("open quote", "boundary=\"b1", "b1")]
    [InlineData("quote at the end", "boundary=b1\"", "b1")]
    [InlineData("quote at the end, whole", "boundary=b1\"", "b1\"")]
    [InlineData("half quoted", "boundary=\"b1\"x2", "b1")]
    [InlineData("half quoted, whole", "boundary=\"b1\"x2", "b1x2")]
    [InlineData("second half quoted", "boundary=b1\"x2\"", "b1x2")]
    [InlineData("escaped", "boundary=\"b\\1\"", "b1")]
    [InlineData("escaped, as written", "boundary=\"b\\1\"", "b\\1")]
    [InlineData("escaped quote", "boundary=\"b\\\"1\"", "b\"1")]
    [InlineData("single quotes", "boundary='b1'", "'b1'")]
    [InlineData("single quotes, without", "boundary='b1'", "b1")]
    [InlineData("encoded", "boundary*=us-ascii''b%31", "b1")]
    [InlineData("encoded, as written", "boundary*=us-ascii''b%31", "us-ascii''b%31")]
    [InlineData("sections", "boundary*0=\"b1\"; boundary*1=\"x2\"", "b1x2")]
    [InlineData("sections, reversed", "boundary*1=\"x2\"; boundary*0=\"b1\"", "b1x2")]
    [InlineData("encoded sections", "boundary*0*=us-ascii''b%31; boundary*1=\"x2\"", "b1x2")]
    [InlineData("plain and encoded", "boundary=\"b1\"; boundary*=us-ascii''b2", "b1")]
    [InlineData("encoded and plain", "boundary=\"b1\"; boundary*=us-ascii''b2", "b2")]
    [InlineData("encoded word", "boundary=\"=?us-ascii?Q?b1?=\"", "b1")]
    [InlineData("encoded word, as written", "boundary=\"=?us-ascii?Q?b1?=\"", "=?us-ascii?Q?b1?=")]
    [InlineData("two, first", "boundary=\"b1\"; boundary=\"b2\"", "b1")]
    [InlineData("two, second", "boundary=\"b1\"; boundary=\"b2\"", "b2")]
    [InlineData("blank", "boundary=\"b 1\"", "b 1")]
    [InlineData("blank, unquoted", "boundary=b 1", "b 1")]
    [InlineData("blank, first word", "boundary=b 1", "b")]
    [InlineData("blank at the end", "boundary=\"b1 \"", "b1")]
    [InlineData("blank at the start", "boundary=\" b1\"", " b1")]
    [InlineData("blank at the start, without", "boundary=\" b1\"", "b1")]
    [InlineData("fold in the quotes", "boundary=\"b1\r\n x2\"", "b1 x2")]
    [InlineData("fold in the quotes, without", "boundary=\"b1\r\n x2\"", "b1x2")]
    [InlineData("comment before", "boundary=(hello)b1", "b1")]
    [InlineData("comment after", "boundary=b1(hello)", "b1")]
    [InlineData("comment, as written", "boundary=b1(hello)", "b1(hello)")]
    [InlineData("comment in the name", "bound(hello)ary=b1", "b1")]
    [InlineData("semicolon in quotes", "boundary=\"b1;x2\"", "b1;x2")]
    [InlineData("semicolon", "boundary=b1;x2", "b1")]
    [InlineData("special letters", "boundary=\"'()+_,-./:=?\"", "'()+_,-./:=?")]
    [InlineData("special letters, unquoted", "boundary=----=_Part:1?2/3", "----=_Part:1?2/3")]
    [InlineData("8-bit", "boundary=\"b\u00f8\u00ed1\"", "b\u00f8\u00ed1")]
    [InlineData("8-bit controls", "boundary=\"b\u008a1\"", "b\u008a1")]
    [InlineData("NUL", "boundary=b1\0", "b1")]
    [InlineData("comma", "boundary=b1, x=y", "b1")]
    [InlineData("after an open quote", "x=\"y; boundary=b1", "b1")]
    [InlineData("after a broken parameter", "=x; boundary=b1", "b1")]
    public void Read_SomeBoundary_IsThere(string what, string parameter, string boundary)
    {
        Assert.True(Boundaries(Read("multipart/mixed; " + parameter)).Contains(boundary), what);
    }

    [Fact]
    public void Read_LongBoundary_IsThere()
    {
        string boundary = new('b', 2500);

        Assert.Equal([boundary], Boundaries(Read($"multipart/mixed; boundary=\"{boundary}\"")));
    }

    [Fact]
    public void Read_ThousandBoundaries_IsIncomplete()
    {
        string parameters = string.Concat(Enumerable.Range(0, 1000).Select(static number => $"; boundary=b{number}"));

        ContentTypeReading reading = Read("multipart/mixed" + parameters);

        Assert.False(reading.IsComplete);
        Assert.Equal(ContentTypeReadings.MaximumBoundaries, reading.Boundaries.Length);
    }

    private static ContentTypeReading Read(string value) => ContentTypeReadings.Read(Encoding.Latin1.GetBytes(value));

    private static IEnumerable<string> Boundaries(ContentTypeReading reading) => reading.Boundaries.Select(Encoding.Latin1.GetString);
}
