namespace Submission.Policy.Content.Structure.Containers;

/// <summary>Walks BER elements octet by octet, with a bounded memory of the elements that are open. Whatever cannot be an element ends the walk. Not thread-safe.</summary>
internal sealed class BerWalk
{
    private const int MaximumDepth = 32;
    private const long Indefinite = long.MaxValue;

    private readonly Element[] _open = new Element[MaximumDepth];
    private int _count = 1;
    private long _position;
    private int _lengthOctets;
    private long _length;
    private State _state;

    public BerWalk() => _open[0] = new Element(BerRole.Root, Indefinite);

    private enum State
    {
        Tag,
        Length,
        LengthOctets,
        EndOfContents,
    }

    /// <summary>Whether the walk is over: the content was seen, or what follows is no BER.</summary>
    public bool IsDone { get; private set; }

    /// <summary>How many octets of the value of a primitive element are still to come.</summary>
    public long OctetsLeft { get; private set; }

    /// <summary>The role of the innermost open element; of a primitive one while its value comes.</summary>
    public BerRole Role => OctetsLeft > 0 ? _value : _open[_count - 1].Role;

    /// <summary>The tag of the element whose header has just ended.</summary>
    public int Tag { get; private set; }

    /// <summary>Which child of its parent that element is, from 0.</summary>
    public int Index => _open[_count - 1].Children;

    private BerRole _value;

    /// <summary>Ends the walk.</summary>
    public void End() => IsDone = true;

    /// <summary>Takes an octet of a header; true where the header ends with it, so that the element must be entered.</summary>
    public bool TakeHeader(byte octet)
    {
        _position++;
        switch (_state)
        {
            case State.Tag when octet == 0 && _open[_count - 1].End == Indefinite && _count > 1:
                _state = State.EndOfContents;
                return false;
            case State.Tag:
                if ((octet & 0x1f) == 0x1f) End();
                Tag = octet;
                _state = State.Length;
                return false;
            case State.EndOfContents:
                _state = State.Tag;
                Close();
                CloseEnded();
                return false;
            case State.Length:
                return TakeLength(octet);
            default:
                _length = (_length << 8) | octet;
                if (--_lengthOctets > 0) return false;
                _state = State.Tag;
                return true;
        }
    }

    /// <summary>Opens the element whose header has just ended.</summary>
    public void Enter(BerRole role)
    {
        _open[_count - 1].Children++;
        bool isConstructed = (Tag & 0x20) != 0;
        if (isConstructed && _count < MaximumDepth)
        {
            long end = _length < 0 ? Indefinite : _position + _length;
            _open[_count++] = new Element(role, end);
        }
        else if (isConstructed || _length < 0)
        {
            End();
        }
        else
        {
            _value = role;
            OctetsLeft = _length;
        }

        CloseEnded();
    }

    /// <summary>Passes octets of a value.</summary>
    public void Skip(int octets)
    {
        _position += octets;
        OctetsLeft -= octets;
        CloseEnded();
    }

    private bool TakeLength(byte octet)
    {
        _state = State.Tag;
        _length = octet < 0x80 ? octet : octet == 0x80 ? -1 : 0;
        if (octet <= 0x80) return true;
        _lengthOctets = octet & 0x7f;
        if (_lengthOctets > 6) End();
        _state = State.LengthOctets;
        return false;
    }

    private void CloseEnded()
    {
        while (OctetsLeft == 0 && _count > 1 && _open[_count - 1].End <= _position) Close();
    }

    private void Close()
    {
        if (_open[--_count].Role == BerRole.Encapsulated) End();
    }

    private record struct Element(BerRole Role, long End)
    {
        public int Children { get; set; }
    }
}
