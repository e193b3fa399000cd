using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Submission.Policy.Content.Structure.Containers;

/// <summary>
/// Finds the file names in TNEF (winmail.dat; MS-OXTNEF): titles of attachments and the MAPI properties that hold names. They are recognised where they stand and not by
/// walking from one attribute to the next, so that wrong lengths and messages within attachments hide nothing.
/// </summary>
internal sealed class TnefNames(MessageReading reading) : ContentSink
{
    private const uint Signature = 0x223E9F78;
    private const int WindowLength = 4096;
    private const int LongestName = 1024;
    private const int LongestHeader = 12;
    private const uint MostText = 64 * 1024;

    // The attributes attAttachment and attRecipTable, and where an embedded message begins.
    private static readonly byte[] Attachment = [0x05, 0x90, 0x06, 0x00];
    private static readonly byte[] Recipients = [0x04, 0x90, 0x06, 0x00];
    private static readonly byte[] Start = [0x78, 0x9f, 0x3e, 0x22];

    // attAttachTitle and attAttachTransportFilename as they stand in the file, without the level before them.
    private static readonly SearchValues<byte> Firsts = SearchValues.Create([0x01, 0x04, 0x05, 0x10, 0x1e, 0x1f, 0x78]);
    private static readonly byte[] Title = [0x10, 0x80, 0x01, 0x00];
    private static readonly byte[] TransportFileName = [0x01, 0x90, 0x06, 0x00];

    private readonly byte[] _window = new byte[WindowLength];
    private int _length;

    // The display name of an attachment, which is the subject where the attachment is a message, and a person's name elsewhere.
    private byte[]? _displayName;
    private bool _isDisplayNameUnicode;
    private bool _isInAttachment;

    /// <summary>Whether content is TNEF.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) => start.Length >= 6 && BinaryPrimitives.ReadUInt32LittleEndian(start) == Signature;

    /// <inheritdoc />
    public override void Write(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            int taken = Math.Min(octets.Length, _window.Length - _length);
            octets[..taken].CopyTo(_window.AsSpan(_length));
            _length += taken;
            octets = octets[taken..];
            if (_length == _window.Length) Scan(_length - LongestName - LongestHeader);
        }
    }

    /// <inheritdoc />
    public override void Complete()
    {
        Scan(_length);
        EndAttachment();
    }

    // Looks at what begins before the end, and keeps the rest for the next time.
    private void Scan(int end)
    {
        ReadOnlySpan<byte> window = _window.AsSpan(0, _length);
        int at = 0;
        while (at < end && window[at..end].IndexOfAny(Firsts) is >= 0 and int next)
        {
            at += next;
            Look(window[at..]);
            at++;
        }

        window[end..].CopyTo(_window);
        _length -= end;
    }

    private void Look(ReadOnlySpan<byte> octets)
    {
        if (octets.StartsWith(Title) || octets.StartsWith(TransportFileName))
        {
            EndAttachment();
            AddOctets(TextOf(octets[4..]));
        }
        else if (octets.StartsWith(Attachment))
        {
            EndAttachment();
            _isInAttachment = true;
        }
        else if (octets.StartsWith(Start) || octets.StartsWith(Recipients))
        {
            _isInAttachment = false;
            _displayName = null;
        }
        else if (octets.Length > LongestHeader && IsText(octets))
        {
            OnText(octets);
        }
    }

    private void OnText(ReadOnlySpan<byte> octets)
    {
        bool isUnicode = octets[0] == 0x1f;
        if (IsName(octets))
        {
            Add(TextOf(octets[8..]), isUnicode);
        }
        else if (_isInAttachment && octets[2] == 0x01 && octets[3] == 0x30)
        {
            _displayName = TextOf(octets[8..]).ToArray();
            _isDisplayNameUnicode = isUnicode;
        }
    }

    private void EndAttachment()
    {
        if (_displayName is not null) Add(_displayName, _isDisplayNameUnicode);
        _displayName = null;
        _isInAttachment = false;
    }

    // A MAPI property with one text or few, of one or of two octets a character.
    private static bool IsText(ReadOnlySpan<byte> octets) =>
        octets[0] is 0x1e or 0x1f && octets[1] == 0 && BinaryPrimitives.ReadUInt32LittleEndian(octets[4..]) is > 0 and < 16;

    // PidTagAttachFilename, -LongFilename, -Pathname, -TransportName, -LongPathname.
    private static bool IsName(ReadOnlySpan<byte> octets) => octets[2] is 0x04 or 0x07 or 0x08 or 0x0c or 0x0d && octets[3] == 0x37;

    // A text with its length before it, up to its NUL.
    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 5) return [];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        if (length is 0 or > MostText) length = LongestName; // a wrong length: the text ends itself
        ReadOnlySpan<byte> text = octets[4..];
        return text[..(int)Math.Min(Math.Min(length, LongestName), (uint)text.Length)];
    }

    private void Add(ReadOnlySpan<byte> text, bool isUnicode)
    {
        if (isUnicode) AddUnicode(text);
        else AddOctets(text);
    }

    private void AddOctets(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)0);
        if (end >= 0) text = text[..end];
        if (!text.IsEmpty) reading.Names.Add(text, AttachmentNameSource.Container);
    }

    private void AddUnicode(ReadOnlySpan<byte> text)
    {
        string name = Encoding.Unicode.GetString(text[..(text.Length & ~1)]);
        int end = name.IndexOf('\0', StringComparison.Ordinal);
        if (end >= 0) name = name[..end];
        if (name.Length > 0) reading.Names.Add(name, AttachmentNameSource.Container);
    }
}
