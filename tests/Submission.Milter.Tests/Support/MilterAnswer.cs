using System.Buffers.Binary;
using System.Text;

namespace Submission.Milter.Tests.Support;

/// <summary>A packet of the milter's.</summary>
internal sealed record MilterAnswer(char Code, byte[] Data)
{
    /// <summary>Whether nothing follows for the command that it answers.</summary>
    public bool IsFinal => Code is not ('i' or 'h' or 'm' or 'q' or 'p');

    /// <summary>The answer as a test writes it: <c>continue</c>, <c>insert 0 Name: value</c>, <c>quarantine reason</c>, or the reply that a client gets of it.</summary>
    public override string ToString() => Code switch
    {
        'c' => "continue",
        's' => "skip",
        't' => "tempfail",
        'q' => "quarantine " + Text(Data),
        'i' => $"insert {BinaryPrimitives.ReadUInt32BigEndian(Data)} {Text(Data[4..]).Replace("\0", ":", StringComparison.Ordinal)}",
        // What every mail server does with the text before it says it.
        'y' => Text(Data).Replace("%%", "%", StringComparison.Ordinal),
        _ => $"{Code} {Convert.ToHexString(Data)}",
    };

    private static string Text(byte[] data)
    {
        Assert.Equal(0, data[^1]);
        return Encoding.UTF8.GetString(data.AsSpan(0, data.Length - 1));
    }
}
