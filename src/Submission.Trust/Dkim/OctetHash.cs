using System.Buffers;
using System.Security.Cryptography;

namespace Submission.Trust.Dkim;

/// <summary>A SHA-256 of octets that come in small pieces. Not thread-safe.</summary>
internal sealed class OctetHash : IDisposable
{
    public const int Length = SHA256.HashSizeInBytes;

    private const int BufferSize = 4096;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _length;

    public void Append(byte octet)
    {
        if (_length == _buffer.Length) Flush();
        _buffer[_length++] = octet;
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > _buffer.Length - _length)
        {
            Flush();
            if (octets.Length >= _buffer.Length)
            {
                _hash.AppendData(octets);
                return;
            }
        }

        octets.CopyTo(_buffer.AsSpan(_length));
        _length += octets.Length;
    }

    /// <summary>Ends the hash; another can begin.</summary>
    public void Finish(Span<byte> destination)
    {
        Flush();
        _hash.GetHashAndReset(destination);
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private void Flush()
    {
        _hash.AppendData(_buffer, 0, _length);
        _length = 0;
    }
}
