namespace Submission.Policy.Content.Structure;

/// <summary>What looks into the contents of the parts that are open, each with the number of containers within which its part stands. Not thread-safe.</summary>
internal sealed class OpenSinks(MessageReading reading)
{
    /// <summary>How many may be left over from parts that have ended for some readers only.</summary>
    private const int MaximumLeftOver = 8;

    private readonly List<ContentSink> _sinks = [];
    private readonly List<int> _levels = [];

    public int Count => _sinks.Count;

    public void Add(ContentSink sink, int level)
    {
        _sinks.Add(sink);
        _levels.Add(level);
    }

    /// <summary>Opens what looks into a part.</summary>
    public void Open(PartKinds kinds, PartReadings readings, int depth, int level)
    {
        PartSinks.Open(kinds, readings, reading, depth, _sinks);
        while (_levels.Count < _sinks.Count) _levels.Add(level);
    }

    /// <summary>Hands on a line to all but the first ones.</summary>
    public void WriteLine(ReadOnlySpan<byte> line, int first, bool begins, bool ends) => WriteLine(line, first, int.MaxValue, begins, ends);

    /// <summary>Hands on a delimiter to what stands outside of its multipart, to which it is content.</summary>
    public void WriteDelimiter(ReadOnlySpan<byte> line, int index, bool ends) => WriteLine(line, 0, index, begins: true, ends);

    private void WriteLine(ReadOnlySpan<byte> line, int first, int maximumLevel, bool begins, bool ends)
    {
        for (int i = _sinks.Count - 1; i >= first; i--)
        {
            if (_levels[i] > maximumLevel) continue;
            ContentSink sink = _sinks[i];
            if (!reading.TryWork(line.Length)) return;
            sink.WriteLine(line, begins, ends);
            if (sink.IsDone) CompleteAt(i);
        }
    }

    /// <summary>Says that the parts within <paramref name="level"/> or more containers have ended.</summary>
    /// <param name="level">The number of containers.</param>
    /// <param name="isDoubtful">Whether they have ended for some readers only, so that a few may go on.</param>
    public void CompleteFrom(int level, bool isDoubtful)
    {
        if (isDoubtful && CountFrom(level) < MaximumLeftOver) return;
        for (int i = _sinks.Count - 1; i >= 0; i--)
        {
            if (_levels[i] >= level) CompleteAt(i);
        }
    }

    private int CountFrom(int level)
    {
        int count = 0;
        foreach (int found in _levels)
        {
            if (found >= level) count++;
        }

        return count;
    }

    private void CompleteAt(int index)
    {
        _sinks[index].Complete();
        _sinks.RemoveAt(index);
        _levels.RemoveAt(index);
    }
}
