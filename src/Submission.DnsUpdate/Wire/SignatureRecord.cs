namespace Submission.DnsUpdate.Wire;

/// <summary>A TSIG record (RFC 8945, section 4.2).</summary>
internal readonly ref struct SignatureRecord
{
    /// <summary>Where it begins in its message.</summary>
    public int Start { get; private init; }

    public string KeyName { get; private init; }

    public string Algorithm { get; private init; }

    public long Time { get; private init; }

    public int Fudge { get; private init; }

    public ReadOnlySpan<byte> Mac { get; private init; }

    public int OriginalId { get; private init; }

    public int Error { get; private init; }

    public ReadOnlySpan<byte> Other { get; private init; }

    /// <summary>Reads the record that ends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="start">Where the record begins.</param>
    /// <param name="record">The record where the method returns <see langword="true"/>.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, int start, out SignatureRecord record)
    {
        var reader = new WireReader(message, start);
        record = default;
        if (!reader.TryName(out string name) || !reader.TryShort(out int type) || type != TransactionSignature.Type) return false;
        if (!reader.TryShort(out int recordClass) || !reader.TryLong(out uint ttl) || !reader.TryShort(out int dataLength) || recordClass != TransactionSignature.Any || ttl != 0) return false;
        if (dataLength != message.Length - reader.Position || !reader.TryName(out string algorithm)) return false;
        if (!reader.TryShort(out int high) || !reader.TryLong(out uint low) || !reader.TryShort(out int fudge) || !reader.TryShort(out int length)) return false;
        if (!reader.TryOctets(length, out ReadOnlySpan<byte> mac) || !reader.TryShort(out int id) || !reader.TryShort(out int error)) return false;
        if (!reader.TryShort(out int otherLength) || !reader.TryOctets(otherLength, out ReadOnlySpan<byte> other) || reader.Position != message.Length) return false;
        record = new SignatureRecord
        {
            Start = start,
            KeyName = name,
            Algorithm = algorithm,
            Time = ((long)high << 32) | low,
            Fudge = fudge,
            Mac = mac,
            OriginalId = id,
            Error = error,
            Other = other,
        };
        return true;
    }
}
