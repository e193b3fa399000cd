namespace Submission.Policy.Counters.Journal;

/// <summary>What an entry of the journal tells. The numbers are on disk.</summary>
internal enum JournalEvent : byte
{
    Limit = 1,
    Charge = 2,
    Member = 3,
    MemberAt = 4,
    Withdrawal = 5,
    Reset = 6,
    Block = 7,
    Lift = 8,

    /// <summary>The whole of a quiet counter of amounts.</summary>
    Quiet = 16,

    /// <summary>The whole of a busy counter of amounts.</summary>
    Busy = 17,

    /// <summary>The whole of a counter of members.</summary>
    Members = 18,
}
