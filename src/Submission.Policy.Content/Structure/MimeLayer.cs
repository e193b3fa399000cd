namespace Submission.Policy.Content.Structure;

/// <summary>
/// Reads a message, or content that is decoded from one, in one pass: header, parts, messages within it that are not encoded. Reads it in every plausible way at once: a
/// delimiter counts when some reader takes it for one, a header ends where some reader ends it, and goes on where another does. Not thread-safe.
/// </summary>
internal sealed class MimeLayer : LineSink
{
    private const int MaximumDoubts = 8;
    private const int LongestCandidate = 256;

    private readonly MessageReading _reading;
    private readonly int _depth;
    private readonly ContainerStack _open = new();
    private readonly OpenSinks _sinks;
    private readonly Stack<HeaderBlock> _spare = new();

    private HeaderBlock? _header;

    // A header that only some readers see, read beside the content that the others see.
    private HeaderBlock? _doubtful;
    private bool _doubtfulIsNewPart;
    private byte[]? _candidate;

    // The part whose header ended early for some readers: what was opened for it, and beneath which containers.
    private int _openedVersion;
    private int _level;
    private bool _isOutside;

    /// <summary>Reads a message.</summary>
    public MimeLayer(MessageReading reading, int depth, bool isTop = false)
        : base(reading)
    {
        _reading = reading;
        _sinks = new OpenSinks(reading);
        _depth = depth;
        _header = new HeaderBlock(reading);
        _header.Begin(isTop);
    }

    /// <summary>Reads the body of a multipart.</summary>
    public MimeLayer(MessageReading reading, int depth, OpenContainer multipart)
        : base(reading)
    {
        _reading = reading;
        _sinks = new OpenSinks(reading);
        _depth = depth;
        _open.Push(multipart);
        _level = 1;
        EnterOutside();
    }

    /// <inheritdoc />
    public override void Complete()
    {
        base.Complete();
        EndHeader();
        EndDoubtful();
        _sinks.CompleteFrom(0, isDoubtful: false);
        foreach (HeaderBlock spare in _spare) spare.Release();
        _spare.Clear();
        _reading.CloseLayer();
    }

    /// <inheritdoc />
    protected override void OnLine(ReadOnlySpan<byte> line, bool begins, bool ends)
    {
        if (!_reading.TryWork(line.Length)) return;
        if (begins && line.StartsWith("--"u8) && OnDelimiter(line, ends, onlyCertain: false)) return;
        _sinks.WriteLine(line, 0, begins, ends);
        HeaderBlock? header = _header;
        bool wasDoubtful = _doubtful is not null;
        if (wasDoubtful) OnDoubtfulLine(line, begins, ends);
        if (header is not null && header == _header) OnHeaderLine(line, begins, ends);
        else if (header is null && !wasDoubtful && _isOutside && begins && FieldNames.IsContentField(line))
        {
            BeginDoubtful(null);
            OnDoubtfulLine(line, begins, ends);
        }
    }

    private bool OnDelimiter(ReadOnlySpan<byte> line, bool ends, bool onlyCertain)
    {
        ReadOnlySpan<byte> text = line[2..].TrimEnd(" \t\r\n"u8);
        DelimiterMatch match = _open.Match(text, ends || line.Length < MaximumFragment, out int index, out int comparisons);
        if (!_reading.TryWork(4 * comparisons)) return true;
        if (match is DelimiterMatch.Open or DelimiterMatch.Close && !_open[index].IsWeak)
        {
            BeginPart(index, match == DelimiterMatch.Close);
            // What encloses the multipart in another reading takes the line for content.
            _sinks.WriteDelimiter(line, index, ends);
            return true;
        }

        if (onlyCertain || _header is not null || _open.Innermost is not { } innermost) return false;
        bool isLoose = _isOutside || innermost.IsDoubtful || !innermost.HasBegun;
        if (match == DelimiterMatch.None && (!isLoose || innermost.IsWeak)) return false;
        EndDoubtful();
        BeginDoubtful(text[..Math.Min(text.Length, LongestCandidate)].ToArray());
        _sinks.WriteLine(line, 0, begins: true, ends);
        return true;
    }

    private void BeginPart(int index, bool isClosed)
    {
        EndHeader();
        EndDoubtful();
        OpenContainer container = _open[index];
        container.HasBegun = true;
        if (isClosed && _isOutside && index == _open.Count - 1) return;
        // Where readers differ on the boundary, some of them do not see this delimiter.
        _sinks.CompleteFrom(index + 1, container.IsDoubtful);
        _open.CutTo(index + 1);
        if (isClosed)
        {
            EnterOutside();
            return;
        }

        _isOutside = false;
        if (_reading.TryAddPart()) BeginHeader();
    }

    // Ends a header behind which no content comes.
    private void EndHeader()
    {
        if (_header is not { } header) return;
        header.EndField();
        if (!header.IsEmpty) PartSinks.Note(PartKindReadings.Of(header.Readings, _open.IsInDigest), _reading);
        Recycle(header);
        _header = null;
    }

    private void BeginHeader()
    {
        _level = _open.Count;
        _header = NewBlock();
    }

    private void OnHeaderLine(ReadOnlySpan<byte> line, bool begins, bool ends)
    {
        HeaderBlock header = _header!;
        HeaderLine kind = header.Add(line, begins, ends);
        if (kind == HeaderLine.Field || _reading.IsStopped) return;
        _header = null;
        if (kind == HeaderLine.End && !header.IsEmpty)
        {
            OpenPart(header);
            Recycle(header);
            return;
        }

        header.Evaluate();
        int before = _sinks.Count;
        OpenPart(header);
        // The header of the part around this message may go on as well, and only one is followed.
        if ((header.IsEmpty && _header is not null) || (_doubtful is not null && !_doubtfulIsNewPart))
        {
            Recycle(header);
        }
        else
        {
            EndDoubtful();
            _doubtful = header;
            _doubtfulIsNewPart = header.IsEmpty;
        }

        FeedDoubt(line, kind, before, begins, ends);
    }

    private void OnDoubtfulLine(ReadOnlySpan<byte> line, bool begins, bool ends)
    {
        HeaderBlock doubtful = _doubtful!;
        if (_doubtfulIsNewPart && begins && doubtful.IsEmpty && !HeaderBlock.MayBegin(line))
        {
            EndDoubtful();
            return;
        }

        HeaderLine kind = doubtful.Add(line, begins, ends);
        if (kind == HeaderLine.Field || _reading.IsStopped) return;
        if (!_doubtfulIsNewPart)
        {
            if (kind != HeaderLine.End) return;
            _doubtful = null;
            if (doubtful.Readings.Version != _openedVersion) OpenPart(doubtful);
            Recycle(doubtful);
            return;
        }

        if (kind != HeaderLine.End) doubtful.Evaluate();
        if (doubtful.Readings.HasContentField) ConfirmDoubtful(doubtful, line, kind, begins, ends);
        else if (!doubtful.IsEmpty && (kind == HeaderLine.End || doubtful.Doubts > MaximumDoubts)) EndDoubtful();
    }

    private void ConfirmDoubtful(HeaderBlock doubtful, ReadOnlySpan<byte> line, HeaderLine kind, bool begins, bool ends)
    {
        _doubtful = null;
        if (!_reading.TryAddPart()) return;
        _sinks.CompleteFrom(_open.IndexOfInnermost + 1, isDoubtful: true);
        if (_candidate is { } candidate && _open.Innermost is { IsWeak: false } innermost && innermost.Boundaries.Count < OpenContainer.MaximumBoundaries)
        {
            innermost.Boundaries.Add(candidate);
            innermost.HasBegun = true;
        }

        _isOutside = false;
        _level = _open.Count;
        int before = _sinks.Count;
        OpenPart(doubtful);
        if (kind == HeaderLine.End)
        {
            Recycle(doubtful);
            return;
        }

        _doubtful = doubtful;
        _doubtfulIsNewPart = false;
        FeedDoubt(line, kind, before, begins, ends);
    }

    // For the readers that end the header at a line that is no field, that line is the first of the content.
    private void FeedDoubt(ReadOnlySpan<byte> line, HeaderLine kind, int firstSink, bool begins, bool ends)
    {
        if (kind is HeaderLine.End or HeaderLine.DoubtfulBehind || line.IndexOfAnyExcept(" \t\r\n"u8) < 0) return;
        if (begins && line.StartsWith("--"u8) && OnDelimiter(line, ends, onlyCertain: true)) return;
        _sinks.WriteLine(line, firstSink, begins, ends);
        if (_header is not null) OnHeaderLine(line, begins, ends);
    }

    // Opens all readings of a part whose header has ended.
    private void OpenPart(HeaderBlock block)
    {
        PartReadings readings = block.Readings;
        PartKinds kinds = PartKindReadings.Of(readings, _open.IsInDigest);
        PartSinks.Note(kinds, _reading);
        _openedVersion = readings.Version;
        // Where the header of a message within the part is being read already, this reading stands beside it.
        bool isBesideMessage = _header is not null;
        if (!isBesideMessage) _open.CutTo(_level);
        _isOutside = false;
        int depth = _depth + _open.Count;
        _sinks.Open(kinds, readings, depth, _open.Count);
        if ((kinds & (PartKinds.Multipart | PartKinds.Weak)) != PartKinds.None)
        {
            if (!_reading.TryDepth(depth + 1)) return;
            _open.Push(new OpenContainer { Boundaries = [.. readings.Boundaries], Kinds = kinds });
            if ((kinds & PartKinds.Multipart) != PartKinds.None) EnterOutside();
        }

        if ((kinds & PartKinds.Message) == PartKinds.None || isBesideMessage) return;
        if (!_reading.TryDepth(_depth + _open.Count + 1) || !_reading.TryAddPart()) return;
        _open.Push(new OpenContainer { Boundaries = [], Kinds = PartKinds.Message });
        BeginHeader();
    }

    private void EnterOutside()
    {
        _isOutside = true;
        _sinks.Add(new TextScanner(_reading), _open.Count);
    }

    private void BeginDoubtful(byte[]? candidate)
    {
        _doubtful = NewBlock();
        _doubtfulIsNewPart = true;
        _candidate = candidate;
    }

    private void EndDoubtful()
    {
        if (_doubtful is not { } doubtful) return;
        doubtful.EndField();
        Recycle(doubtful);
        _doubtful = null;
    }

    private HeaderBlock NewBlock()
    {
        HeaderBlock block = _spare.TryPop(out HeaderBlock? spare) ? spare : new HeaderBlock(_reading);
        block.Begin(isTop: false);
        return block;
    }

    private void Recycle(HeaderBlock block) => _spare.Push(block);
}
