namespace Submission.Milter.Protocol;

/// <summary>What a milter may do to a message, as far as this one does it.</summary>
[Flags]
internal enum MilterActions : uint
{
    None = 0,
    AddHeaders = 0x01,
    Quarantine = 0x20,

    /// <summary>Not done to a message: the milter says at the negotiation which macros it wants.</summary>
    ChooseMacros = 0x100,
}
