using CsCheck;
using Submission.DnsUpdate.Wire;

namespace Submission.DnsUpdate.Tests;

/// <summary>Whatever answers is not trusted to be a name server.</summary>
public sealed class AnswerTests
{
    private static readonly TsigKey Key = new("gateway", TsigAlgorithm.HmacSha256, new byte[32]);
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);

    [Fact]
    public void Answer_OfAnything_IsNeverTakenForDone() =>
        Gen.Byte.Array[0, 80].Sample(octets => UpdateAnswer.Read([0x12, 0x34, 0xA8, 0, .. octets], 0x1234, "domena.example", new byte[32], Key, Now) is not null);

    [Fact]
    public void Answer_Signed_IsDone_AndChangedNoMore()
    {
        byte[] mac = new byte[32];
        byte[] answer = Answer(mac);
        Assert.Null(UpdateAnswer.Read(answer, 0x1234, "domena.example", mac, Key, Now));
        Assert.NotNull(UpdateAnswer.Read(answer, 0x1235, "domena.example", mac, Key, Now));
        Assert.NotNull(UpdateAnswer.Read(answer, 0x1234, "domena.example", mac, Key, Now.AddMinutes(6)));
        for (int index = 0; index < answer.Length; index++)
        {
            byte[] changed = [.. answer];
            changed[index] ^= 1;
            Assert.NotNull(UpdateAnswer.Read(changed, 0x1234, "domena.example", mac, Key, Now));
            Assert.NotNull(UpdateAnswer.Read(answer.AsSpan(0, index), 0x1234, "domena.example", mac, Key, Now));
        }
    }

    [Theory]
    [InlineData("", "It holds no key")]
    [InlineData("key k { algorithm hmac-md5; secret AAAAAAAAAAAAAAAAAAAAAA==; };", "The algorithm hmac-md5")]
    [InlineData("key k { algorithm hmac-sha256; secret AAAA; };", "Its secret")]
    [InlineData("key k..k { algorithm hmac-sha256; secret AAAAAAAAAAAAAAAAAAAAAA==; };", "Its name")]
    public void Key_ThatCannotBeUsed_IsToldWhy(string text, string expected)
    {
        Assert.False(TsigKey.TryParse(text, out _, out string? problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    // The answer of a server, by the same rules: the signature of the question goes first.
    private static byte[] Answer(byte[] requestMac)
    {
        byte[] header = new WireWriter().Short(0x1234).Short(0xA800).Short(0).Short(0).Short(0).Short(0).ToArray();
        byte[] variables = new WireWriter().Name("gateway").Short(255).Long(0).Name("hmac-sha256").Time(Now.ToUnixTimeSeconds()).Short(300).Short(0).Short(0).ToArray();
        byte[] mac = Key.Sign(new WireWriter().Short(requestMac.Length).Octets(requestMac).Octets(header).Octets(variables).ToArray());
        byte[] data = new WireWriter().Name("hmac-sha256").Time(Now.ToUnixTimeSeconds()).Short(300).Short(mac.Length).Octets(mac).Short(0x1234).Short(0).Short(0).ToArray();
        header[11] = 1;
        return new WireWriter().Octets(header).Name("gateway").Short(250).Short(255).Long(0).Short(data.Length).Octets(data).ToArray();
    }
}
