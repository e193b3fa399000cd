using System.Runtime.CompilerServices;
using Conformance.Smtp;
using Submission.Policy.Testing.Cases;

namespace Conformance.Messages;

/// <summary>The octets of the messages of cases, each written once however often it is sent.</summary>
internal static class CaseMessageOctets
{
    // A case sends one that is larger than this once.
    private const int MaximumKept = 4 * 1024 * 1024;
    private static readonly ConditionalWeakTable<CaseMessage, byte[]> Messages = [];
    private static readonly ConditionalWeakTable<CaseMessage, byte[]> Wires = [];

    public static byte[] Of(CaseMessage message) => message.Size > MaximumKept ? CaseMessageWriter.Write(message) : Messages.GetValue(message, CaseMessageWriter.Write);

    /// <summary>The octets as they follow DATA.</summary>
    public static byte[] OnTheWire(CaseMessage message) =>
        message.Size > MaximumKept ? DotStuffing.Encode(Of(message)) : Wires.GetValue(message, static message => DotStuffing.Encode(Of(message)));
}
