namespace Submission.Milter.Protocol;

/// <summary>What came of looking for a packet.</summary>
internal enum PacketState
{
    Incomplete = 0,
    Complete,

    /// <summary>Its length is 0, so that it has no command.</summary>
    Empty,

    /// <summary>It is longer than allowed.</summary>
    TooLong,
}
