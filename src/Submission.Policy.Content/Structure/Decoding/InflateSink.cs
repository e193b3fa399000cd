using System.IO.Compression;

namespace Submission.Policy.Content.Structure.Decoding;

/// <summary>
/// Unpacks gzip or zlib data. The packed data are held until they end, as nothing unpacks piece by piece; more of them than the bound end the reading, unless their beginning
/// is enough for who reads them.
/// </summary>
internal sealed class InflateSink(MessageReading reading, ContentSink content, bool isGzip) : ContentSink
{
    private const int MaximumPacked = 512 * 1024;

    private byte[] _packed = [];
    private int _length;
    private bool _isDone;

    /// <inheritdoc />
    public override bool IsDone => _isDone;

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        if (_isDone) return;
        int taken = Math.Min(octets.Length, MaximumPacked - _length);
        if (_length + taken > _packed.Length)
        {
            int capacity = Math.Min(MaximumPacked, Math.Max(4096, 2 * (_length + taken)));
            if (!reading.TryReserve(capacity - _packed.Length)) return;
            Array.Resize(ref _packed, capacity);
        }

        octets[..taken].CopyTo(_packed.AsSpan(_length));
        _length += taken;
        if (taken == octets.Length) return;
        Unpack();
        if (!content.IsDone) reading.Stop("packed content has", MaximumPacked, "octets");
    }

    /// <inheritdoc />
    public override void Complete()
    {
        if (!_isDone) Unpack();
        content.Complete();
    }

    private void Unpack()
    {
        _isDone = true;
        using var packed = new MemoryStream(_packed, 0, _length, writable: false);
        using Stream unpacking = isGzip ? new GZipStream(packed, CompressionMode.Decompress) : new ZLibStream(packed, CompressionMode.Decompress);
        byte[] unpacked = new byte[4096];
        while (!content.IsDone && TryRead(unpacking, unpacked, out int read))
        {
            if (!reading.TryWork(read)) break;
            content.Write(unpacked.AsSpan(0, read));
        }

        reading.Release(_packed.Length);
        _packed = [];
        _length = 0;
    }

    private static bool TryRead(Stream unpacking, byte[] into, out int read)
    {
        try
        {
            read = unpacking.Read(into);
        }
        catch (InvalidDataException)
        {
            read = 0; // what was unpacked until here is what there is
        }

        return read > 0;
    }
}
