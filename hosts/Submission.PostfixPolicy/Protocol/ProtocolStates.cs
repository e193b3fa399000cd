namespace Submission.PostfixPolicy.Protocol;

/// <summary>The words of the protocol for its states.</summary>
internal static class ProtocolStates
{
    public static ProtocolState Find(ReadOnlySpan<byte> word) => word.Length switch
    {
        4 when word.SequenceEqual("RCPT"u8) => ProtocolState.Rcpt,
        14 when word.SequenceEqual("END-OF-MESSAGE"u8) => ProtocolState.EndOfMessage,
        4 when word.SequenceEqual("MAIL"u8) => ProtocolState.Mail,
        4 when word.SequenceEqual("DATA"u8) => ProtocolState.Data,
        4 when word.SequenceEqual("EHLO"u8) || word.SequenceEqual("HELO"u8) => ProtocolState.Helo,
        7 when word.SequenceEqual("CONNECT"u8) => ProtocolState.Connect,
        4 when word.SequenceEqual("VRFY"u8) || word.SequenceEqual("ETRN"u8) => ProtocolState.Other,
        _ => ProtocolState.Unknown,
    };
}
