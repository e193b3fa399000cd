using System.IO.Pipelines;
using Submission.Smtp.Content;

namespace Submission.Smtp.Tests.Content;

public sealed class MessageBodyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(100_000)]
    public async Task CopyTo_APipe_CopiesTheWholeMessage(int size)
    {
        byte[] octets = new byte[size];
        new Random(1).NextBytes(octets);
        using MessageSpool spool = new(long.MaxValue, 8192, Path.GetTempPath());
        spool.Append(octets);
        MessageBody body = spool.Complete()!;
        using MemoryStream copy = new();
        PipeWriter writer = PipeWriter.Create(copy);
        await body.CopyToAsync(writer, Cancel);
        await writer.CompleteAsync();
        Assert.Equal(octets, copy.ToArray());
    }

    [Fact]
    public async Task Stream_Seeks_ReadsFromThere()
    {
        using MessageSpool spool = new(long.MaxValue, 4096, Path.GetTempPath());
        spool.Append(new byte[5000]);
        spool.Append("the end"u8);
        await using Stream stream = spool.Complete()!.OpenRead();
        stream.Seek(-3, SeekOrigin.End);
        byte[] end = new byte[10];
        Assert.Equal(3, await stream.ReadAsync(end, Cancel));
        Assert.Equal("end"u8, end.AsSpan(0, 3));
        Assert.Equal(0, await stream.ReadAsync(end, Cancel));
        Assert.Throws<NotSupportedException>(() => stream.WriteByte(1));
    }

    [Fact]
    public void Spool_AboveTheLargestSize_HoldsNothing()
    {
        using MessageSpool spool = new(10, 4096, Path.GetTempPath());
        spool.Append(new byte[10]);
        Assert.Equal(ContentFault.None, spool.Fault);
        spool.Append(new byte[1]);
        Assert.Equal(ContentFault.TooBig, spool.Fault);
        Assert.Null(spool.Complete());
        Assert.Equal(0, spool.Length);
    }
}
