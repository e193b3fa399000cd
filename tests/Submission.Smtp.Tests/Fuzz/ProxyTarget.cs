using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Submission.Smtp.Proxy;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>What a proxy sends first, arriving octet by octet: the answer comes with the last octet of the header, depends on no cut, and is what the header says.</summary>
internal static class ProxyTarget
{
    public static void Run(byte[] input)
    {
        ProxyHeaderState state = ProxyHeader.TryRead(new ReadOnlySequence<byte>(input), out ProxyHeader header, out int length);
        Assert.Equal(state, ProxyHeader.TryRead(Segments(input), out ProxyHeader cut, out int cutLength));
        Assert.Equal(header, cut);
        if (state != ProxyHeaderState.Complete)
        {
            Assert.Equal(default, header);
            if (state == ProxyHeaderState.Incomplete) Assert.True(input.Length < ProxyHeader.MaximumLength);
            AssertNeverComplete(input, input.Length);
            return;
        }

        Assert.Equal(length, cutLength);
        Assert.InRange(length, 8, Math.Min(input.Length, ProxyHeader.MaximumLength));
        Assert.Equal(ProxyHeaderState.Complete, ProxyHeader.TryRead(new ReadOnlySequence<byte>(input, 0, length), out ProxyHeader alone, out _));
        Assert.Equal(header, alone);
        AssertNeverComplete(input, length - 1);
        Assert.Equal(header.Source is null, header.Destination is null);
        if (header.Source is not null) AssertSaidAgain(header);
    }

    private static void AssertNeverComplete(byte[] input, int longest)
    {
        for (int length = 0; length <= Math.Min(longest, ProxyHeader.MaximumLength); length++)
            Assert.NotEqual(ProxyHeaderState.Complete, ProxyHeader.TryRead(new ReadOnlySequence<byte>(input, 0, length), out _, out _));
    }

    private static void AssertSaidAgain(ProxyHeader header)
    {
        if (header.Source!.AddressFamily != header.Destination!.AddressFamily) return; // a mapped IPv4 address beside one of IPv6
        string family = header.Source.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
        string line = string.Create(CultureInfo.InvariantCulture, $"PROXY {family} {Text(header.Source)} {Text(header.Destination)} {header.Source.Port} {header.Destination.Port}\r\n");
        Assert.Equal(ProxyHeaderState.Complete, ProxyHeader.TryRead(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(line)), out ProxyHeader again, out int length));
        Assert.Equal(line.Length, length);
        Assert.Equal(header, again);
    }

    private static string Text(IPEndPoint endPoint) => endPoint.Address.ToString();

    private static ReadOnlySequence<byte> Segments(byte[] input)
    {
        if (input.Length < 2) return new ReadOnlySequence<byte>(input);
        var first = new Segment(input.AsMemory(0, 1), 0);
        Segment last = first;
        for (int i = 1; i < input.Length; i++) last = last.Append(input.AsMemory(i, 1));
        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
