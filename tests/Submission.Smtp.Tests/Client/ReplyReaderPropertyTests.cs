using System.Text;
using CsCheck;
using Submission.Smtp.Client;

namespace Submission.Smtp.Tests.Client;

public sealed class ReplyReaderPropertyTests
{
    private static readonly string[] Replies =
    [
        "250 2.1.0 Ok\r\n", "250 2.1.5 Ok\r\n", "250-a\r\n250-b\r\n250 c\r\n", "354 go\n", "550 5.1.1 no\r\n", "250\r\n", "250-\r\n250\r\n", "25 x\r\n", "250-a\r\n550 b\r\n",
        "250 2.0.0 Ok: queued as 123456789012345678901234567890\r\n", "421 bye\r\n", "\r\n", "999 x\r\n", "250 \u0001\r\n", new string('2', 2100) + "\r\n", "250 " + new string('x', 2000) + "\r\n",
    ];

    [Fact]
    public Task Read_AnySplit_GivesTheSame() => Gen.Select(Gen.OneOf(Replies).Array[1, 12], Gen.Int[1, 40].Array[1, 8]).SampleAsync(async (replies, sizes) =>
    {
        byte[] octets = Encoding.UTF8.GetBytes(string.Concat(replies));
        Assert.Equal(await ReadAllAsync(octets, [octets.Length]), await ReadAllAsync(octets, sizes));
        Assert.Equal(await ReadAllAsync(octets, [octets.Length]), await ReadAllAsync(octets, [1]));
    });

    [Fact]
    public async Task Read_KnownReplies_AreTheSameObjectAndWhatIsSaid()
    {
        string[] said = ["250 2.1.0 Ok", "250 2.1.5 Ok", "250 2.1.5 Ok", "354 a", "250 b", "250 2.1.0 Ok", "250 c", "250 2.1.5 Ok", "550 no", "550 no"];
        ReplyReader reader = new(new SplitStream(Encoding.ASCII.GetBytes(string.Concat(said.Select(static s => s + "\r\n"))), [7]));
        List<SmtpPeerReply> read = [];
        foreach (string _ in said) read.Add(await reader.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal(said, read.Select(static r => r.ToString()));
        Assert.Same(read[1], read[2]);
        Assert.NotSame(read[8], read[9]);
    }

    private static async Task<string> ReadAllAsync(byte[] octets, int[] sizes)
    {
        ReplyReader reader = new(new SplitStream(octets, sizes));
        StringBuilder all = new();
        while (true)
        {
            SmtpPeerReply reply = await reader.ReadAsync(TestContext.Current.CancellationToken);
            all.Append(reply).Append(' ').AppendJoin('|', reply.Lines).Append('\n');
            if (reply.Failure != SmtpClientFailure.None) return all.ToString();
        }
    }

    /// <summary>Gives octets in pieces of the sizes given, over and over.</summary>
    private sealed class SplitStream(byte[] octets, int[] sizes) : MemoryStream(octets)
    {
        private int _next;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, sizes[_next++ % sizes.Length])], cancellationToken);
    }
}
