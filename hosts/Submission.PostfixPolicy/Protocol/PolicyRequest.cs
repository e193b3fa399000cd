using System.Buffers.Text;
using System.Text;

namespace Submission.PostfixPolicy.Protocol;

/// <summary>One request, as it was read last. It is filled again and again by one connection, keeps its own copy of the octets, and makes no string of what nobody asks for. Not thread-safe.</summary>
internal sealed class PolicyRequest
{
    /// <summary>The longest request in octets. Postfix sends about one thousand; its longest values, two addresses and a login, have at most two thousand each.</summary>
    public const int MaximumLength = 32 * 1024;

    /// <summary>The most attributes of a request. Postfix 3.7 sends 33, and each version may add some.</summary>
    public const int MaximumAttributes = 1024;

    private readonly (int Start, int Length)[] _values = new (int, int)[PolicyAttributes.Count];
    private byte[] _octets = [];
    private int _found;

    /// <summary>What is wrong with it; nothing else may be read then.</summary>
    public RequestFault Fault { get; private set; }

    /// <summary>The step of the session.</summary>
    public ProtocolState State { get; private set; }

    /// <summary>The value of an attribute; empty where it is missing.</summary>
    public ReadOnlySpan<byte> this[PolicyAttribute attribute] => _octets.AsSpan(_values[(int)attribute].Start, _values[(int)attribute].Length);

    /// <summary>The value as text: what is no UTF-8 becomes U+FFFD, which no address holds.</summary>
    public string Text(PolicyAttribute attribute) => Encoding.UTF8.GetString(this[attribute]);

    /// <summary>The value as a number; 0 where it is none.</summary>
    public long Number(PolicyAttribute attribute)
    {
        ReadOnlySpan<byte> value = this[attribute];
        return Utf8Parser.TryParse(value, out long number, out int used) && used == value.Length && number >= 0 ? number : 0;
    }

    /// <summary>Takes in a whole request.</summary>
    /// <param name="octets">All its lines, without the empty one that ends it.</param>
    public void Read(ReadOnlySpan<byte> octets)
    {
        if (_octets.Length < octets.Length) _octets = new byte[Math.Max(octets.Length + (octets.Length / 2), 1024)];
        octets.CopyTo(_octets);
        Array.Clear(_values);
        _found = 0;
        State = ProtocolState.Unknown;
        Fault = ReadLines(_octets.AsSpan(0, octets.Length));
        if (Fault != RequestFault.None) return;
        if (!this[PolicyAttribute.Request].SequenceEqual("smtpd_access_policy"u8)) Fault = RequestFault.NotAnAccessRequest;
        else if (this[PolicyAttribute.ProtocolState].IsEmpty) Fault = RequestFault.NoState;
        else State = ProtocolStates.Find(this[PolicyAttribute.ProtocolState]);
    }

    /// <summary>Tells of a request that is too long to be taken in.</summary>
    public void ReadTooLong()
    {
        Array.Clear(_values);
        State = ProtocolState.Unknown;
        Fault = RequestFault.TooLong;
    }

    private RequestFault ReadLines(ReadOnlySpan<byte> octets)
    {
        int count = 0;
        for (int start = 0; start < octets.Length;)
        {
            int length = octets[start..].IndexOf((byte)'\n');
            if (length < 0) length = octets.Length - start;
            ReadOnlySpan<byte> line = octets.Slice(start, length);
            if (line is [.., (byte)'\r']) line = line[..^1];
            if (++count > MaximumAttributes) return RequestFault.TooManyAttributes;
            RequestFault fault = ReadLine(line, start);
            if (fault != RequestFault.None) return fault;
            start += length + 1;
        }

        return RequestFault.None;
    }

    private RequestFault ReadLine(ReadOnlySpan<byte> line, int start)
    {
        int equals = line.IndexOf((byte)'=');
        if (equals <= 0) return RequestFault.NotAnAttribute;
        if (!PolicyAttributes.TryFind(line[..equals], out PolicyAttribute attribute)) return RequestFault.None;
        if ((_found & (1 << (int)attribute)) != 0) return RequestFault.Duplicate;
        ReadOnlySpan<byte> value = line[(equals + 1)..];
        if (value.ContainsAnyInRange((byte)0, (byte)31)) return RequestFault.ControlCharacter;
        _found |= 1 << (int)attribute;
        _values[(int)attribute] = (start + equals + 1, value.Length);
        return RequestFault.None;
    }
}
