namespace Durability.Tests.PowerCut;

/// <summary>What a power cut has left, and what must be in it.</summary>
/// <param name="Name">The moment, for whoever looks into a failure.</param>
/// <param name="Files">The files by path; folders have <see langword="null"/>.</param>
/// <param name="Promised">The messages that must be there.</param>
internal sealed record CutState(string Name, SortedDictionary<string, byte[]?> Files, HashSet<long> Promised)
{
    public void WriteTo(string folder)
    {
        foreach ((string path, byte[]? octets) in Files)
        {
            string target = Path.Combine(folder, path);
            if (octets is null) Directory.CreateDirectory(target);
            else File.WriteAllBytes(target, octets);
        }
    }
}
