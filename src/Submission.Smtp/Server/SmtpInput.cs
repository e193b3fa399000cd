using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Submission.Smtp.Server;

/// <summary>What came of waiting for input.</summary>
internal enum InputEvent
{
    /// <summary>There are more octets.</summary>
    More = 0,

    /// <summary>The client sends nothing any more.</summary>
    Closed,

    /// <summary>The wait was broken off from our side.</summary>
    Interrupted,
}

/// <summary>What came of looking for a line.</summary>
internal enum LineState
{
    Incomplete = 0,
    Complete,

    /// <summary>A whole line is taken off, and it is longer than allowed.</summary>
    TooLong,

    /// <summary>There is more than a line may have, and no end; nothing is taken off.</summary>
    Endless,
}

/// <summary>What a client has sent and the session has not used up. Only <see cref="Interrupt"/> may be called from other threads.</summary>
internal sealed class SmtpInput(PipeReader reader)
{
    private volatile PipeReader _reader = reader;
    private ReadOnlySequence<byte> _buffer;
    private bool _hasRead;
    private bool _isCompleted;

    public ReadOnlySequence<byte> Buffer => _buffer;

    public bool IsEmpty => _buffer.IsEmpty;

    /// <summary>Breaks off a wait, the present or the next one.</summary>
    public void Interrupt() => _reader.CancelPendingRead();

    public void Consume(SequencePosition position) => _buffer = _buffer.Slice(position);

    public void Consume(long count) => _buffer = _buffer.Slice(count);

    /// <summary>Takes a line off; it stays readable until the next wait.</summary>
    /// <param name="limit">The longest line with its end.</param>
    /// <param name="line">The line up to its LF, without it.</param>
    public LineState TryReadLine(int limit, out ReadOnlySequence<byte> line)
    {
        line = default;
        int inFirst = _buffer.FirstSpan.IndexOf((byte)'\n');
        if (inFirst >= 0 && inFirst < limit)
        {
            line = _buffer.Slice(0, inFirst);
            _buffer = _buffer.Slice(inFirst + 1);
            return LineState.Complete;
        }

        SequencePosition? end = _buffer.PositionOf((byte)'\n');
        if (end is null) return _buffer.Length >= limit ? LineState.Endless : LineState.Incomplete;
        line = _buffer.Slice(0, end.Value);
        _buffer = _buffer.Slice(_buffer.GetPosition(1, end.Value));
        return line.Length < limit ? LineState.Complete : LineState.TooLong;
    }

    /// <summary>Waits for more octets than there are.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<InputEvent> FillAsync()
    {
        if (_isCompleted) return InputEvent.Closed;
        long before = _buffer.Length;
        Release();
        ReadResult result = await _reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        return Take(result, before);
    }

    /// <summary>Takes in what has already arrived, without waiting.</summary>
    /// <returns>Whether there is anything that the session has not used up.</returns>
    public bool Look()
    {
        if (_hasRead) _reader.AdvanceTo(_buffer.Start);
        _hasRead = false;
        _buffer = default;
        if (_reader.TryRead(out ReadResult result)) Take(result, 0);
        return !_buffer.IsEmpty;
    }

    /// <summary>Lets go of the reader, so that another may use it.</summary>
    public void Release()
    {
        if (_hasRead) _reader.AdvanceTo(_buffer.Start, _buffer.End);
        _hasRead = false;
        _buffer = default;
    }

    /// <summary>Goes on with another reader, with nothing read.</summary>
    public void Attach(PipeReader reader)
    {
        _reader = reader;
        _isCompleted = false;
    }

    private InputEvent Take(ReadResult result, long before)
    {
        _hasRead = true;
        _buffer = result.Buffer;
        _isCompleted = result.IsCompleted;
        if (result.IsCanceled) return InputEvent.Interrupted;
        return result.IsCompleted && _buffer.Length <= before ? InputEvent.Closed : InputEvent.More;
    }
}
