using System.Net.Sockets;
using CsCheck;
using Submission.Milter.Tests.Protocol;
using Submission.Milter.Tests.Support;

namespace Submission.Milter.Tests.Server;

/// <summary>Mail servers that mean harm: memory stays bounded, and the others are served.</summary>
public sealed class HostileTests
{
    private static readonly string Policy = MilterServer.PolicyOf("stage: message\nrefuse-if: message.size > 100000\nreply: 552 5.3.4 {id} big");

    [Fact]
    public async Task TenThousandHalfOpenConnections_CostLittleAndHarmNobody()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy);
        await using MilterPeer other = await MilterPeer.OpenAsync(server.EndPoint);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        await using HalfOpenConnections halfOpen = await HalfOpenConnections.OpenAsync(server.EndPoint, 10_000);
        for (int i = 0; i < 500 && server.OpenConnections < 10_001; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.Equal(10_001, server.OpenConnections);

        Assert.Equal("continue", await other.MailAsync("<a@example.com>"));
        await using MilterPeer late = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("continue", await late.MailAsync("<a@example.com>"));
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / 10_000, 0, 12 * 1024);
    }

    [Fact]
    public async Task Connections_AboveTheBound_AreClosedAndTheOthersStay()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy, static options => options.Milter.Connections = 2);
        await using MilterPeer first = await MilterPeer.OpenAsync(server.EndPoint);
        await using MilterPeer second = await MilterPeer.OpenAsync(server.EndPoint);
        await using MilterPeer third = await MilterPeer.ConnectAsync(server.EndPoint);
        Assert.Null(await third.ReadAsync());
        Assert.Equal("continue", await first.MailAsync("<a@example.com>"));
        Assert.Contains(server.Log, static line => line.Contains("closed, 2 are open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MailServer_ThatNeverReads_IsNotReadForEver()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096, SendTimeout = 2000 };
        await socket.ConnectAsync(server.EndPoint, TestContext.Current.CancellationToken);
        byte[] begin = [.. Packets.Negotiation(2, 0x3f, 0x7f), .. Packets.Client("192.0.2.7"), .. Packets.Texts('M', "<a@example.com>")];
        byte[] recipients = [.. Enumerable.Repeat(Packets.Texts('R', "<nobody>"), 4000).SelectMany(static packet => packet)];
        socket.Blocking = false;
        long sent = socket.Send(begin);
        int stuck = 0;
        while (stuck < 50)
        {
            try
            {
                sent += socket.Send(recipients);
                stuck = 0;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
            {
                stuck++;
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            Assert.InRange(sent, 0, 64 * 1024 * 1024);
        }

        await using MilterPeer other = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("continue", await other.MailAsync("<a@example.com>"));
    }

    [Fact]
    public async Task AnyPackets_AtAnyTime_NeverHangOrHarm()
    {
        await using MilterServer server = await MilterServer.StartAsync(Policy);
        byte[][] known =
        [
            Packets.Negotiation(6, 0x1ff, 0x1fffff), Packets.Negotiation(2, 0x3f, 0x7f), Packets.Client("192.0.2.7"), Packets.Texts('H', "client.example"),
            Packets.Texts('M', "<a@example.com>", "SIZE=10"), Packets.Texts('R', "<b@example.com>"), Packets.Texts('L', "Subject", " x"), Packets.Of('N'),
            Packets.Of('B', "body\r\n"u8), Packets.Of('E'), Packets.Of('A'), Packets.Of('T'), Packets.Of('K'), Packets.Macros('M', "{auth_authen}", "a@example.com"),
            Packets.Macros('E', "i", "1"), Packets.Texts('U', "XYZZY"),
        ];
        const string Commands = "ABCDEHKLMNOQRTUz";
        Gen<byte[]> valid = Gen.Int[0, known.Length - 1].Select(index => known[index]);
        Gen<byte[]> wild = Gen.Select(Gen.Int[0, Commands.Length - 1], Gen.Byte.Array[0, 40], static (command, data) => Packets.Of(Commands[command], data));
        Gen<byte[][]> talk = Gen.Frequency((8, valid), (1, wild)).Array[0, 25];
        await talk.SampleAsync(
            async packets =>
            {
                await using MilterPeer peer = await MilterPeer.ConnectAsync(server.EndPoint);
                byte[][] all = packets.Length % 3 == 0 ? packets : [Packets.Negotiation(6, 0x1ff, 0x1fffff), Packets.Client("192.0.2.7"), .. packets];
                try
                {
                    await peer.SendAsync([.. all, Packets.Of('Q')]);
                }
                catch (IOException)
                {
                    return; // closed before all was sent
                }

                while (await peer.ReadAsync() is not null)
                {
                    // Every answer is a packet.
                }
            },
            iter: 300);
        Assert.DoesNotContain(server.Log, static line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
        await using MilterPeer other = await MilterPeer.OpenAsync(server.EndPoint);
        Assert.Equal("continue", await other.MailAsync("<a@example.com>"));
    }
}
