using System.Text;
using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Tests.Headers;

public sealed class FromReaderTests
{
    [Theory]
    [InlineData(" jana@domena.cz", "jana@domena.cz")]
    [InlineData("Jana <JANA@Domena.CZ>", "jana@domena.cz")]
    [InlineData("\"Nova, Jana\" <jana@domena.cz>", "jana@domena.cz")]
    [InlineData("=?utf-8?Q?Nova,_Jana?= <jana@domena.cz>", "jana@domena.cz")]
    [InlineData("=?utf-8?Q?Jana?=\r\n <jana@domena.cz>", "jana@domena.cz")]
    [InlineData("jana@domena.cz (Jana, Nova)", "jana@domena.cz")]
    [InlineData("(x <evil@y>) Jana <jana@domena.cz>", "jana@domena.cz")]
    [InlineData("a@b.cz, C <c@d.cz>", "a@b.cz", "c@d.cz")]
    [InlineData("Us: a@b.cz, C <c@d.cz>;", "a@b.cz", "c@d.cz")]
    [InlineData("Us:;")]
    [InlineData("")]
    [InlineData("jana @ domena . cz", "jana@domena.cz")]
    [InlineData("<@a.cz,@b.cz:jana@domena.cz>", "jana@domena.cz")]
    [InlineData("\"jana\"@domena.cz", "jana@domena.cz")]
    [InlineData("\"a,b\"@domena.cz", "\"a,b\"@domena.cz")]
    [InlineData("nobody", "nobody")]
    [InlineData("Jana <nobody>", "nobody")]
    [InlineData("Jana <jana@domena.cz", "jana@domena.cz")]
    [InlineData("evil@x.cz <jana@domena.cz>", "jana@domena.cz")]
    [InlineData("\"evil@x.cz\" <jana@domena.cz>", "jana@domena.cz")]
    [InlineData("<evil@x.cz> <jana@domena.cz>", "evil@x.cz", "jana@domena.cz")]
    [InlineData("Jana [Praha] <jana@[192.0.2.1]>", "jana@[192.0.2.1]")]
    [InlineData("jana@[IPv6:2001:db8::1]", "jana@[ipv6:2001:db8::1]")]
    [InlineData("jana@příklad.cz", "jana@xn--pklad-zsa96e.cz")]
    public void Read_I8_Value_AddsAddresses(string value, params string[] expected)
    {
        var addresses = new List<string>();

        FromReader.Read(Encoding.UTF8.GetBytes(value), addresses);

        Assert.Equal(expected, addresses);
    }

    [Fact]
    public void Read_TooMany_EndsWithATextThatIsNoAddress()
    {
        var addresses = new List<string>();

        FromReader.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a@b.cz,", 100_000))), addresses);

        Assert.Equal(FromReader.MaximumAddresses + 1, addresses.Count);
        Assert.False(EmailAddress.TryParse(addresses[^1], out _));
        Assert.InRange(addresses[^1].Length, 1, FromReader.MaximumLength);
    }
}
