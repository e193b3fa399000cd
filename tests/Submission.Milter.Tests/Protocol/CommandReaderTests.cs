using System.Text;
using Submission.Milter.Protocol;

namespace Submission.Milter.Tests.Protocol;

public sealed class CommandReaderTests
{
    [Theory]
    [InlineData("mail.example\04\u0001\u0002192.0.2.7\0", "192.0.2.7")]
    [InlineData("mail.example\06\u0001\u00022001:db8::1\0", "2001:db8::1")]
    [InlineData("mail.example\06\u0001\u0002IPv6:2001:db8::1\0", "2001:db8::1")]
    [InlineData("mail.example\06\u0001\u0002::ffff:192.0.2.7\0", "::ffff:192.0.2.7")]
    [InlineData("localhost\0L\0\0/var/run/mail\0", "127.0.0.1")]
    [InlineData("unknown\0U", "0.0.0.0")]
    public void TryReadClient_EachFamily_GivesItsAddress(string data, string address)
    {
        Assert.True(CommandReader.TryReadClient(Encoding.Latin1.GetBytes(data), out System.Net.IPAddress? read));
        Assert.Equal(address, read.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("mail.example")]
    [InlineData("mail.example\0")]
    [InlineData("mail.example\04")]
    [InlineData("mail.example\04\u0001\u0002")]
    [InlineData("mail.example\04\u0001\u0002192.0.2.7")]
    [InlineData("mail.example\04\u0001\u0002192.0.2.777\0")]
    [InlineData("mail.example\04\u0001\u00022001:db8::1\0")]
    [InlineData("mail.example\06\u0001\u0002192.0.2.7\0")]
    [InlineData("mail.example\0x\u0001\u0002192.0.2.7\0")]
    public void TryReadClient_WhatIsNoClient_IsRefused(string data) => Assert.False(CommandReader.TryReadClient(Encoding.Latin1.GetBytes(data), out _));

    [Theory]
    [InlineData("<jan@domena.cz>\0", "jan@domena.cz", null)]
    [InlineData("<>\0SIZE=10\0BODY=8BITMIME\0", "", 10L)]
    [InlineData("jan@domena.cz\0size=0\0", "jan@domena.cz", 0L)]
    [InlineData("<jan@domena.cz>\0SIZE=99999999999999999999\0", "jan@domena.cz", long.MaxValue)]
    [InlineData("<jan@domena.cz>\0SIZE=x\0", "jan@domena.cz", null)]
    [InlineData("<jan@domena.cz>\0SIZE=\0", "jan@domena.cz", null)]
    public void TryReadPath_PathAndParameters_AreRead(string data, string path, long? size)
    {
        Assert.True(CommandReader.TryReadPath(Encoding.ASCII.GetBytes(data), out ReadOnlySpan<byte> read, out long? declared));
        Assert.Equal(path, Encoding.ASCII.GetString(read));
        Assert.Equal(size, declared);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<jan@domena.cz>")]
    [InlineData("<jan@domena.cz>\0SIZE=1")]
    public void TryReadPath_TextWithoutAnEnd_IsRefused(string data) => Assert.False(CommandReader.TryReadPath(Encoding.ASCII.GetBytes(data), out _, out _));

    [Fact]
    public void Take_MacrosOfMail_ForgetTheLoginOfTheMessageBefore()
    {
        MilterMacros macros = new();
        Assert.Null(macros.Take("M{auth_authen}\0jan@domena.cz\0{tls_version}\0TLSv1.3\0"u8));
        Assert.Equal("jan@domena.cz", macros.Login);
        Assert.True(macros.IsTls);

        Assert.Null(macros.Take("Ei\0649AEB201CF\0"u8));
        Assert.Equal("649AEB201CF", macros.QueueId);
        Assert.Null(macros.Take("M{mail_addr}\0jan@domena.cz\0"u8));

        Assert.Null(macros.Login);
        Assert.Null(macros.QueueId);
        Assert.True(macros.IsTls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zi\01\0")]
    [InlineData("Oi\01\0")]
    [InlineData("Mi")]
    [InlineData("Mi\0")]
    [InlineData("Mi\01")]
    public void Take_MacrosOfNoCommandOrWithoutAnEnd_AreRefused(string data) => Assert.NotNull(new MilterMacros().Take(Encoding.ASCII.GetBytes(data)));

    [Theory]
    [InlineData("")]
    [InlineData("../../etc")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public void Take_QueueIdThatIsNone_IsNotTaken(string id)
    {
        MilterMacros macros = new();
        macros.Take([.. "Ei\0"u8, .. Encoding.ASCII.GetBytes(id), 0]);
        Assert.Null(macros.QueueId);
    }
}
