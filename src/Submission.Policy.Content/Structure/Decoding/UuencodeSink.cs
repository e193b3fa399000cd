namespace Submission.Policy.Content.Structure.Decoding;

/// <summary>Decodes the lines of uuencoded data and leaves all others out.</summary>
internal sealed class UuencodeSink(MessageReading reading, ContentSink content) : LineSink(reading)
{
    /// <inheritdoc />
    public override bool IsDone => content.IsDone;

    /// <inheritdoc />
    public override void Complete()
    {
        base.Complete();
        content.Complete();
    }

    /// <inheritdoc />
    protected override void OnLine(ReadOnlySpan<byte> line, bool begins, bool ends)
    {
        if (!begins || content.IsDone) return;
        ReadOnlySpan<byte> data = line.TrimEnd("\r\n"u8);
        int octets = Uuencoding.OctetsOf(data);
        if (octets == 0) return;
        Span<byte> decoded = stackalloc byte[64];
        content.Write(decoded[..Uuencoding.Decode(data, octets, decoded)]);
    }
}
