using Submission.Policy.Content.Structure.Containers;

namespace Submission.Policy.Content.Structure;

/// <summary>
/// Looks at how the decoded content of a part begins, whatever its header calls it, and reads on where that is a container that may name or hold further files, or text
/// within which files may stand. Not thread-safe.
/// </summary>
internal sealed class LeafContent(MessageReading reading, int depth, PartKinds kinds, bool scansText) : ContentSink
{
    private const int StartLength = 256;

    private byte[]? _start = new byte[StartLength];
    private int _length;
    private ContentSink? _container;
    private TextScanner? _text;
    private bool _textHasLines;

    /// <inheritdoc />
    public override bool IsDone => _start is null && _text is null && _container is not { IsDone: false };

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        if (_start is { } start)
        {
            int taken = Math.Min(octets.Length, StartLength - _length);
            octets[..taken].CopyTo(start.AsSpan(_length));
            _length += taken;
            if (_length < StartLength) return;
            Decide(start);
            octets = octets[taken..];
        }

        if (octets.IsEmpty) return;
        Forward(octets);
    }

    /// <inheritdoc />
    public override void WriteLine(ReadOnlySpan<byte> line, bool begins, bool ends)
    {
        _text ??= scansText ? new TextScanner(reading) : null;
        if (_text is not null && reading.TryWork(line.Length)) _text.WriteLine(line, begins, ends);
        _textHasLines = true;
        if (_start is not null || _container is { IsDone: false }) Write(line);
    }

    /// <inheritdoc />
    public override void Complete()
    {
        if (_start is { } start) Decide(start.AsSpan(0, _length));
        _container?.Complete();
        _text?.Complete();
    }

    private void Forward(ReadOnlySpan<byte> octets)
    {
        if (_text is not null && !_textHasLines && reading.TryWork(octets.Length)) _text.Write(octets);
        if (_container is { IsDone: false } && reading.TryWork(octets.Length)) _container.Write(octets);
    }

    private void Decide(ReadOnlySpan<byte> start)
    {
        _start = null;
        _container = OpenContainer(start);
        if (scansText && !_textHasLines) _text = new TextScanner(reading);
        Forward(start);
    }

    private ContentSink? OpenContainer(ReadOnlySpan<byte> start)
    {
        if (TnefNames.IsStart(start)) return new TnefNames(reading);
        if (AppleFileName.IsStart(start)) return new AppleFileName(reading);
        if ((kinds & PartKinds.MacBinary) != PartKinds.None && start.Length > 1) AppleFileName.AddMacBinary(start, reading);
        if (SignedContent.IsStart(start)) return new SignedContent(reading, depth);
        bool isMessage = (kinds & PartKinds.NamedMessage) != PartKinds.None || ((kinds & PartKinds.Other) != PartKinds.None && MessageFiles.IsMessage(start));
        return isMessage && reading.TryDepth(depth + 1) && reading.TryOpenLayer() ? new MimeLayer(reading, depth + 1) : null;
    }
}
