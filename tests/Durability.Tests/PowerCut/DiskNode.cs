namespace Durability.Tests.PowerCut;

/// <summary>What has a name on a simulated disk.</summary>
internal abstract class DiskNode
{
    /// <summary>What a sync that begins now covers.</summary>
    public abstract long Mark { get; }

    /// <summary>A sync has ended that began at a mark.</summary>
    public abstract void Settle(long mark);
}
