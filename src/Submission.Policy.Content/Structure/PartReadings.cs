using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Structure;

/// <summary>What the header of a part says about its content, over all of its fields in every plausible reading.</summary>
internal sealed class PartReadings
{
    private const int MaximumTypes = 64;
    private const int MaximumBoundaries = 64;

    private readonly List<string> _types = [];
    private readonly List<byte[]> _boundaries = [];
    private TransferEncodings _encodings;

    /// <summary>Changes whenever there is something new.</summary>
    public int Version { get; private set; }

    public IReadOnlyList<string> Types => _types;

    public IReadOnlyList<byte[]> Boundaries => _boundaries;

    public TransferEncodings Encodings => _encodings;

    /// <summary>Whether the part is named like a saved message.</summary>
    public bool IsNamedMessage { get; private set; }

    /// <summary>Whether something describes a part at all.</summary>
    public bool HasContentField { get; private set; }

    public void Clear()
    {
        _types.Clear();
        _boundaries.Clear();
        _encodings = TransferEncodings.None;
        IsNamedMessage = false;
        HasContentField = false;
        Version = 0;
    }

    /// <summary>Takes a field that describes the part.</summary>
    public void Add(FieldName name, ReadOnlySpan<byte> value, MessageReading reading)
    {
        HasContentField = true;
        if (name == FieldName.ContentType) AddType(ContentTypeReadings.Read(value), reading);
        else if (name == FieldName.ContentTransferEncoding) AddEncodings(TransferEncodingReadings.Read(value));
        if (!IsNamedMessage && name is FieldName.ContentType or FieldName.ContentDisposition && MessageFiles.IsNamedIn(value))
        {
            IsNamedMessage = true;
            Version++;
        }
    }

    private void AddType(ContentTypeReading type, MessageReading reading)
    {
        if (!type.IsComplete) reading.Stop("a field Content-Type is too complicated");
        foreach (string mediaType in type.MediaTypes)
        {
            if (_types.Count >= MaximumTypes || _types.Contains(mediaType)) continue;
            _types.Add(mediaType);
            Version++;
        }

        foreach (byte[] boundary in type.Boundaries)
        {
            if (Has(boundary)) continue;
            if (_boundaries.Count >= MaximumBoundaries)
            {
                reading.Stop("a part has", MaximumBoundaries, "boundaries");
                return;
            }

            _boundaries.Add(boundary);
            Version++;
        }
    }

    private void AddEncodings(TransferEncodings encodings)
    {
        if ((_encodings | encodings) == _encodings) return;
        _encodings |= encodings;
        Version++;
    }

    private bool Has(byte[] boundary)
    {
        foreach (byte[] known in _boundaries)
        {
            if (known.AsSpan().SequenceEqual(boundary)) return true;
        }

        return false;
    }
}
