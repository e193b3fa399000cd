namespace Durability.Tests.PowerCut;

/// <summary>What of the unsynced is on the disk after a power cut.</summary>
internal enum Survival
{
    /// <summary>Nothing: the disk has what was synced.</summary>
    Nothing,

    /// <summary>All of it, as if the machine had gone on.</summary>
    Everything,

    /// <summary>Some of it: of each page of 4,096 octets, of each file's size and of each folder's names, one of the states since the last sync, drawn alone.</summary>
    Some,
}
