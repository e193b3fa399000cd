using System.Runtime.CompilerServices;
using Submission.Policy.Testing.Cases;

namespace Conformance.Messages;

/// <summary>The octets of the messages of cases, each written once however often it is sent.</summary>
internal static class CaseMessageOctets
{
    private static readonly ConditionalWeakTable<CaseMessage, byte[]> Messages = [];

    public static byte[] Of(CaseMessage message) => Messages.GetValue(message, CaseMessageWriter.Write);
}
