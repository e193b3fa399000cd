namespace Submission.Milter.Protocol;

/// <summary>What a mail server is to leave out (<c>No</c>), is not to wait for an answer to (<c>Unanswered</c>), and can do besides.</summary>
[Flags]
internal enum MilterSteps : uint
{
    None = 0,
    NoConnect = 0x01,
    NoHello = 0x02,
    NoMail = 0x04,
    NoRecipient = 0x08,
    NoBody = 0x10,
    NoHeaders = 0x20,
    NoEndOfHeaders = 0x40,
    UnansweredHeader = 0x80,
    NoUnknown = 0x100,
    NoData = 0x200,

    /// <summary>The rest of a body can be declined.</summary>
    Skip = 0x400,
    UnansweredConnect = 0x1000,
    UnansweredHello = 0x2000,
    UnansweredMail = 0x4000,
    UnansweredRecipient = 0x8000,
    UnansweredData = 0x10000,
    UnansweredUnknown = 0x20000,
    UnansweredEndOfHeaders = 0x40000,
    UnansweredBody = 0x80000,

    /// <summary>The white space behind the colon of a header field belongs to its value.</summary>
    LeadingSpace = 0x100000,
}
