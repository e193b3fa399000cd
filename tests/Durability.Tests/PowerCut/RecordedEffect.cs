namespace Durability.Tests.PowerCut;

/// <summary>What a system call has changed.</summary>
internal enum RecordedEffect
{
    /// <summary>Nothing that counts.</summary>
    None,

    /// <summary>The disk, in a way that a power cut may undo.</summary>
    Changed,

    /// <summary>What a power cut would leave.</summary>
    Synced,

    /// <summary>What a client or the next server knows.</summary>
    Told,
}
