namespace Submission.Policy.Content.Structure;

/// <summary>
/// Cuts octets into lines. A line ends with LF, with CR LF, with several CR before one LF, or with CR alone; a line of more than <see cref="MaximumFragment"/> octets comes in
/// fragments. Only a line that is cut by the end of a piece is copied.
/// </summary>
internal abstract class LineSink(MessageReading reading) : ContentSink
{
    /// <summary>The most octets of text that come at once.</summary>
    public const int MaximumFragment = 4096;

    private const int MaximumTerminator = 64;
    private const int SmallBuffer = 256;

    private byte[] _pending = [];
    private int _pendingLength;
    private bool _begins = true;

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty && !reading.IsStopped)
        {
            if (_pendingLength == 0)
            {
                int length = Measure(octets);
                if (length > 0)
                {
                    Emit(octets[..length]);
                    octets = octets[length..];
                    continue;
                }
            }

            octets = octets[Join(octets)..];
        }
    }

    /// <inheritdoc />
    public override void WriteLine(ReadOnlySpan<byte> line, bool begins, bool ends) => OnLine(line, begins, ends);

    /// <inheritdoc />
    public override void Complete()
    {
        if (_pendingLength > 0 && !reading.IsStopped) Emit(_pending.AsSpan(0, _pendingLength));
        _pendingLength = 0;
        reading.Release(_pending.Length);
        _pending = [];
    }

    /// <summary>Takes a line or a fragment of one, with the octets that end the line.</summary>
    /// <param name="line">The octets.</param>
    /// <param name="begins">Whether it is the first fragment of its line.</param>
    /// <param name="ends">Whether the line's end is in it; false for the last line of all where nothing ends it.</param>
    protected abstract void OnLine(ReadOnlySpan<byte> line, bool begins, bool ends);

    // How many octets the first line has; 0 where its end is not known yet.
    private static int Measure(ReadOnlySpan<byte> octets)
    {
        int end = octets[..Math.Min(octets.Length, MaximumFragment)].IndexOfAny((byte)'\r', (byte)'\n');
        if (end < 0) return octets.Length >= MaximumFragment ? MaximumFragment : 0;
        int next = end;
        while (next < octets.Length && octets[next] == (byte)'\r' && next - end < MaximumTerminator) next++;
        if (next - end == MaximumTerminator) return next;
        if (next == octets.Length) return 0;
        return octets[next] == (byte)'\n' ? next + 1 : next;
    }

    // Adds octets to the line that is not whole yet, and hands it on where it is then; how many octets are used up.
    private int Join(ReadOnlySpan<byte> octets)
    {
        int before = _pendingLength;
        int taken = Math.Min(octets.Length, MaximumFragment + MaximumTerminator + 1 - before);
        if (!EnsureCapacity(before + taken)) return octets.Length;
        octets[..taken].CopyTo(_pending.AsSpan(before));
        _pendingLength = before + taken;
        int length = Measure(_pending.AsSpan(0, _pendingLength));
        if (length == 0) return taken;
        _pendingLength = 0;
        Emit(_pending.AsSpan(0, length));
        return length - before;
    }

    private bool EnsureCapacity(int length)
    {
        if (_pending.Length >= length) return true;
        int capacity = length <= SmallBuffer ? SmallBuffer : MaximumFragment + MaximumTerminator + 1;
        if (!reading.TryReserve(capacity - _pending.Length)) return false;
        Array.Resize(ref _pending, capacity);
        return true;
    }

    private void Emit(ReadOnlySpan<byte> line)
    {
        bool ends = line[^1] is (byte)'\n' or (byte)'\r';
        bool begins = _begins;
        _begins = ends;
        OnLine(line, begins, ends);
    }
}
