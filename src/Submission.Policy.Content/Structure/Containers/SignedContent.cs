using Submission.Policy.Content.Structure.Decoding;

namespace Submission.Policy.Content.Structure.Containers;

/// <summary>
/// Reads the message that an S/MIME signed-data holds (RFC 8551, section 3.5.2; RFC 5652, section 5), without holding it: walks the BER elements, of definite or indefinite
/// length, and hands on the octets of the content. Notes encrypted content; reads compressed content, too.
/// </summary>
internal sealed class SignedContent(MessageReading reading, int depth) : ContentSink
{
    private const int Sequence = 0x30;
    private const int ObjectIdentifier = 0x06;
    private const int OctetString = 0x04;
    private const int ConstructedOctetString = 0x24;
    private const int Explicit0 = 0xa0;

    private readonly BerWalk _walk = new();
    private readonly byte[] _identifier = new byte[16];
    private int _identifierLength;
    private ContentSink? _content;
    private bool _isCompressed;

    /// <inheritdoc />
    public override bool IsDone => _walk.IsDone;

    /// <summary>Whether content begins like the outermost element of CMS: a sequence with an object identifier of PKCS #7 or S/MIME.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start)
    {
        if (start.Length < 16 || start[0] != Sequence) return false;
        int header = start[1] > 0x80 ? 2 + (start[1] & 0x0f) : 2;
        return start[header..].StartsWith(CmsIdentifiers.Pkcs7) || start[header..].StartsWith(CmsIdentifiers.Smime);
    }

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !_walk.IsDone)
        {
            if (_walk.OctetsLeft > 0)
            {
                ReadOnlySpan<byte> value = octets[..(int)Math.Min(_walk.OctetsLeft, octets.Length)];
                TakeValue(value);
                _walk.Skip(value.Length);
                octets = octets[value.Length..];
                continue;
            }

            if (_walk.TakeHeader(octets[0])) OnElement();
            octets = octets[1..];
        }
    }

    /// <inheritdoc />
    public override void Complete()
    {
        _content?.Complete();
        _content = null;
    }

    private void OnElement()
    {
        BerRole role = (_walk.Role, _walk.Tag, _walk.Index) switch
        {
            (BerRole.Root, Sequence, 0) => BerRole.ContentInfo,
            (BerRole.ContentInfo, ObjectIdentifier, 0) => BerRole.Identifier,
            (BerRole.ContentInfo, Explicit0, 1) => BerRole.Content,
            (BerRole.Content, Sequence, 0) => BerRole.SignedData,
            (BerRole.SignedData, Sequence, 2) => BerRole.Encapsulated,
            (BerRole.Encapsulated, Explicit0, 1) => BerRole.EncapsulatedContent,
            (BerRole.EncapsulatedContent or BerRole.Octets, OctetString or ConstructedOctetString, _) => BerRole.Octets,
            _ => BerRole.Other,
        };
        if (role == BerRole.Content && !BeginContent()) _walk.End();
        else _walk.Enter(role);
    }

    private void TakeValue(ReadOnlySpan<byte> value)
    {
        if (_walk.Role == BerRole.Identifier)
        {
            int taken = Math.Min(value.Length, _identifier.Length - _identifierLength);
            value[..taken].CopyTo(_identifier.AsSpan(_identifierLength));
            _identifierLength += taken;
        }
        else if (_walk.Role == BerRole.Octets && _content is { IsDone: false } && reading.TryWork(value.Length))
        {
            _content.Write(value);
        }
    }

    private bool BeginContent()
    {
        ReadOnlySpan<byte> identifier = _identifier.AsSpan(0, _identifierLength);
        _isCompressed = identifier.SequenceEqual(CmsIdentifiers.CompressedData);
        if (!_isCompressed && !identifier.SequenceEqual(CmsIdentifiers.SignedData))
        {
            if (CmsIdentifiers.IsEncrypted(identifier)) reading.HasEncryptedPart = true;
            return false;
        }

        if (!reading.TryDepth(depth + 1) || !reading.TryOpenLayer()) return false;
        _content = new MimeLayer(reading, depth + 1);
        if (_isCompressed) _content = new InflateSink(reading, _content, isGzip: false);
        return true;
    }
}
