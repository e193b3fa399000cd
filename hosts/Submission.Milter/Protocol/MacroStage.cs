namespace Submission.Milter.Protocol;

/// <summary>When macros are sent, as the negotiation counts it.</summary>
internal enum MacroStage : uint
{
    Connect = 0,
    Hello = 1,
    Mail = 2,
    Recipient = 3,
    Data = 4,
    EndOfMessage = 5,
    EndOfHeaders = 6,
}
