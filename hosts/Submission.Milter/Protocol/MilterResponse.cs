namespace Submission.Milter.Protocol;

/// <summary>What a milter answers, as far as this one says it.</summary>
internal enum MilterResponse : byte
{
    Continue = (byte)'c',
    InsertHeader = (byte)'i',
    Negotiate = (byte)'O',
    Quarantine = (byte)'q',
    ReplyCode = (byte)'y',

    /// <summary>Send no more of the body.</summary>
    Skip = (byte)'s',
    TemporaryFailure = (byte)'t',
}
