using System.Buffers;
using Submission.Smtp.Content;

namespace Submission.Trust.Dkim;

/// <summary>
/// Signs messages over the octets that are sent (RFC 6376, section 5). The body is read once in pieces, whatever its length and however many keys sign; nothing of the message is written
/// anew. Thread-safe.
/// </summary>
/// <param name="options">How messages are signed.</param>
public sealed class DkimSigner(DkimSignerOptions options)
{
    private const int PieceSize = 64 * 1024;

    /// <summary>Signs a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="keys">The keys, each of which makes a signature.</param>
    /// <param name="now">The time of the signature (<c>t=</c>).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The <c>DKIM-Signature</c> fields in the order of the keys, each with its CRLF; <see langword="null"/> where a field that would be signed occurs more than 50 times.</returns>
    public async ValueTask<byte[]?> SignAsync(DkimMessage message, IReadOnlyList<DkimSigningKey> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(keys);
        if (SignedFields.Choose(message, options) is not { } fields) return null;
        using var output = new OctetHash();
        byte[] bodyHash = await HashBodyAsync(message, output, cancellationToken).ConfigureAwait(false);
        byte[][] signatures = new byte[keys.Count][];
        int length = 0;
        for (int index = 0; index < signatures.Length; index++)
        {
            signatures[index] = Sign(message, fields, keys[index], bodyHash, now, output);
            length += signatures[index].Length;
        }

        if (signatures.Length == 1) return signatures[0];
        byte[] all = new byte[length];
        length = 0;
        foreach (byte[] signature in signatures)
        {
            signature.CopyTo(all, length);
            length += signature.Length;
        }

        return all;
    }

    private static string NameOf(DkimCanonicalization form) => form == DkimCanonicalization.Relaxed ? "relaxed" : "simple";

    private byte[] Sign(DkimMessage message, SignedFields fields, DkimSigningKey key, byte[] bodyHash, DateTimeOffset now, OctetHash output)
    {
        long time = now.ToUnixTimeSeconds();
        SignatureWriter writer = new SignatureWriter()
            .Tag("v", 1)
            .Tag("a", key.Key.Algorithm == DkimAlgorithm.RsaSha256 ? "rsa-sha256" : "ed25519-sha256")
            .Tag("c", $"{NameOf(options.HeaderForm)}/{NameOf(options.BodyForm)}")
            .Tag("d", key.Domain)
            .Tag("s", key.Selector)
            .Tag("t", time);
        if (options.Lifetime is { } lifetime) writer.Tag("x", time + (long)lifetime.TotalSeconds);
        if (options.WritesAgent) writer.Tag("i", "@" + key.Domain);
        writer.Names(fields.Entries).Hash(bodyHash).BeginValue();
        Span<byte> hash = stackalloc byte[OctetHash.Length];
        fields.Hash(message, options.HeaderForm, writer.ToBytes(), output, hash);
        writer.End(key.Key.Sign(hash));
        return writer.ToBytes();
    }

    private async ValueTask<byte[]> HashBodyAsync(DkimMessage message, OctetHash output, CancellationToken cancellationToken)
    {
        byte[] hash = new byte[OctetHash.Length];
        var canonicalizer = new BodyCanonicalizer(options.BodyForm, output);
        MessageBody body = message.Body;
        if (body.TryGetMemory(out ReadOnlyMemory<byte> whole))
        {
            canonicalizer.Append(whole.Span[(int)Math.Min(message.TextOffset, whole.Length)..]);
            canonicalizer.Finish(hash);
            return hash;
        }

        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            int read;
            for (long offset = message.TextOffset; (read = await body.ReadAsync(offset, piece, cancellationToken).ConfigureAwait(false)) > 0; offset += read) canonicalizer.Append(piece.AsSpan(0, read));
            canonicalizer.Finish(hash);
            return hash;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
