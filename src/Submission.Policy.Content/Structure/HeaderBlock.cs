using System.Text;
using Submission.Policy.Content.Headers;

namespace Submission.Policy.Content.Structure;

/// <summary>
/// Collects the fields of one header, in every plausible way: what one reader takes for a continuation, another takes for a field of its own. Hands each to who wants it as
/// soon as it ends. Not thread-safe.
/// </summary>
internal sealed class HeaderBlock(MessageReading reading)
{
    private const int SmallBuffer = 1024;
    private const int LargeBuffer = 16 * 1024;
    private const int MaximumHidden = 64;
    private const int WorkOfField = 8;

    private byte[] _field = [];
    private int _length;
    private int _fields;
    private int _octets;
    private bool _afterBareCr;
    private bool _isTop;
    private bool _hasLines;

    public PartReadings Readings { get; } = new();

    /// <summary>Whether nothing has stood in it so far.</summary>
    public bool IsEmpty => !_hasLines;

    /// <summary>How many lines were no fields.</summary>
    public int Doubts { get; private set; }

    /// <summary>Starts a new header.</summary>
    /// <param name="isTop">Whether it is that of the message itself, whose fields Received and From count.</param>
    public void Begin(bool isTop)
    {
        if (_field.Length > LargeBuffer) Release();
        Readings.Clear();
        _length = 0;
        _fields = 0;
        _octets = 0;
        _afterBareCr = false;
        _isTop = isTop;
        _hasLines = false;
        Doubts = 0;
        reading.Names.BeginPart();
    }

    /// <summary>Takes a line, or a fragment of one.</summary>
    public HeaderLine Add(ReadOnlySpan<byte> line, bool begins, bool ends)
    {
        CountOctets(line.Length);
        bool afterBareCr = _afterBareCr;
        _afterBareCr = ends && line[^1] == (byte)'\r';
        if (!begins) return Continue(line);

        ReadOnlySpan<byte> text = line.TrimEnd("\r\n"u8);
        if (text.IsEmpty) return EndAt(line, afterBareCr);
        if (afterBareCr && _length > 0)
        {
            Continue(line);
            return line.Length - text.Length > 1 && _afterBareCr ? DoubtBehind() : HeaderLine.Field;
        }

        if (text[0] is (byte)' ' or (byte)'\t') return Fold(line, text, ends);
        EndField();
        bool isField = FieldNames.EndOf(text) > 0;
        Continue(line);
        _hasLines = true;
        if (!isField) return Doubt();
        CountField();
        return _afterBareCr && line.Length - text.Length > 1 ? DoubtBehind() : HeaderLine.Field;
    }

    /// <summary>Whether a header may begin with a line: an empty one, a field, or one in which a field may be hidden.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> text = line.Trim(" \t\r\n"u8);
        return text.IsEmpty || FieldNames.EndOf(text) > 0 || IndexOfContent(text) >= 0;
    }

    /// <summary>Reads the field that has not ended yet, as if it did here.</summary>
    public void Evaluate()
    {
        if (_length > 0) Evaluate(_field.AsSpan(0, _length));
    }

    /// <summary>Ends the field that has not ended yet.</summary>
    public void EndField()
    {
        Evaluate();
        _length = 0;
    }

    /// <summary>Gives its memory back.</summary>
    public void Release()
    {
        reading.Release(_field.Length);
        _field = [];
        _length = 0;
    }

    private HeaderLine EndAt(ReadOnlySpan<byte> line, bool afterBareCr)
    {
        if (!afterBareCr && line[^1] == (byte)'\n')
        {
            EndField();
            return HeaderLine.End;
        }

        EndField();
        return Doubt();
    }

    private HeaderLine Fold(ReadOnlySpan<byte> line, ReadOnlySpan<byte> text, bool ends)
    {
        if (ends && text.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0)
        {
            if (_length > 0) Continue(line);
            return Doubt();
        }

        if (_length > 0) return Continue(line);
        Continue(line);
        _hasLines = true;
        CountField();
        return FieldNames.EndOf(text.TrimStart(" \t"u8)) > 0 ? HeaderLine.Field : Doubt();
    }

    private HeaderLine Doubt()
    {
        Doubts++;
        return HeaderLine.Doubtful;
    }

    private HeaderLine DoubtBehind()
    {
        Doubts++;
        return HeaderLine.DoubtfulBehind;
    }

    // Where a header has no clear end, the content that follows is read as if it were one, however long it is.
    private void CountOctets(int octets)
    {
        if (Doubts > 0) return;
        _octets += octets;
        if (_octets > reading.Options.MaximumHeaderOctets) reading.Stop("a header has", reading.Options.MaximumHeaderOctets, "octets");
    }

    private void CountField()
    {
        if (++_fields > reading.Options.MaximumHeaderFields) reading.Stop("a header has", reading.Options.MaximumHeaderFields, "fields");
    }

    private HeaderLine Continue(ReadOnlySpan<byte> line)
    {
        int length = _length + line.Length;
        if (length > reading.Options.MaximumFieldOctets)
        {
            reading.Stop("a header field has", reading.Options.MaximumFieldOctets, "octets");
            return HeaderLine.Field;
        }

        if (length > _field.Length)
        {
            int capacity = Math.Max(Math.Max(SmallBuffer, length), 2 * _field.Length);
            if (!reading.TryReserve(capacity - _field.Length)) return HeaderLine.Field;
            Array.Resize(ref _field, capacity);
        }

        line.CopyTo(_field.AsSpan(_length));
        _length = length;
        return HeaderLine.Field;
    }

    private void Evaluate(ReadOnlySpan<byte> field)
    {
        if (!reading.TryWork(field.Length)) return;
        ReadOnlySpan<byte> text = field.TrimStart(" \t"u8);
        int colon = FieldNames.EndOf(text);
        if (colon > 0) Take(text[..colon], text[(colon + 1)..], isHidden: false);
        FindHidden(field, colon > 0 ? field.Length - text.Length + colon : 0);
    }

    // Fields that stand within another one: behind a bare CR, a control character or an octet that is no ASCII, or on a line that looks folded.
    private void FindHidden(ReadOnlySpan<byte> field, int from)
    {
        int at = from, found = 0;
        while (IndexOfContent(field[at..]) is >= 0 and int next)
        {
            at += next;
            if (at > 0 && IsFieldStart(field[..at]) && FieldNames.EndOf(field[at..]) is > 0 and int colon)
            {
                ReadOnlySpan<byte> rest = field[at..];
                if (++found > MaximumHidden) reading.Stop("a header field hides", MaximumHidden, "others");
                Take(rest[..colon], rest[(colon + 1)..], isHidden: true);
            }

            at += "content-".Length;
        }
    }

    // Up to the line break after which something else begins.
    private static ReadOnlySpan<byte> FirstOf(ReadOnlySpan<byte> value)
    {
        int at = 0;
        while (value[at..].IndexOfAny((byte)'\r', (byte)'\n') is >= 0 and int next)
        {
            at += next + 1;
            if (at < value.Length && value[at] is not ((byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')) return value[..at];
        }

        return value;
    }

    private static int IndexOfContent(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at + "content-".Length < text.Length)
        {
            int next = text[at..].IndexOfAny((byte)'c', (byte)'C');
            if (next < 0) return -1;
            at += next;
            if (at + "content-".Length < text.Length && Ascii.EqualsIgnoreCase(text.Slice(at, "content-".Length), "content-"u8)) return at;
            at++;
        }

        return -1;
    }

    private static bool IsFieldStart(ReadOnlySpan<byte> before)
    {
        byte last = before[^1];
        if (last is (byte)' ' or (byte)'\t')
        {
            ReadOnlySpan<byte> trimmed = before.TrimEnd(" \t"u8);
            return trimmed.IsEmpty || trimmed[^1] is (byte)'\n' or (byte)'\r';
        }

        return last is < (byte)' ' or >= 0x7f;
    }

    private void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isHidden)
    {
        FieldName field = FieldNames.Recognize(name);
        switch (field)
        {
            case FieldName.Other:
                return;
            case FieldName.Received:
                if (_isTop && !isHidden) reading.Received.Add(ReceivedReader.Read(value));
                return;
            case FieldName.From:
                if (_isTop && !isHidden) FromReader.Read(value, reading.From);
                return;
            default:
                while (!value.IsEmpty && value[0] == (byte)':') value = value[1..];
                if (!reading.TryWork(WorkOfField * value.Length)) return;
                reading.Names.AddField(name, value);
                if (isHidden) value = FirstOf(value);
                // A folded line of another field, such as the list of names in DKIM-Signature, must not change what the part is.
                ReadOnlySpan<byte> start = value[..(value.IndexOf((byte)';') is >= 0 and int end ? end : value.Length)];
                if (!isHidden || !start.Contains((byte)':')) Readings.Add(field, value, reading);
                return;
        }
    }
}
