namespace Durability.Tests.PowerCut;

/// <summary>
/// A disk on which only what was synced is sure to stay: a file's octets by a sync of the file, its name by a sync of its folder. Paths are relative to its root, which is there. Not
/// thread-safe.
/// </summary>
internal sealed class SimulatedDisk
{
    private readonly DiskFolder _root = new();

    /// <summary>What has a path now; <see langword="null"/> where there is nothing.</summary>
    public DiskNode? Find(string path)
    {
        DiskNode? node = _root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) node = (node as DiskFolder)?[name];
        return node;
    }

    public DiskFile File(string path) => Find(path) as DiskFile ?? throw new InvalidOperationException($"There is no file {path}.");

    /// <summary>Makes a file where there is none.</summary>
    public void Create(string path)
    {
        if (Find(path) is null) FolderOf(path).Add(NameOf(path), new DiskFile());
    }

    public void CreateFolder(string path) => FolderOf(path).Add(NameOf(path), new DiskFolder());

    public void Remove(string path) => FolderOf(path).Remove(NameOf(path));

    public void Rename(string from, string to)
    {
        if (FolderOf(from) != FolderOf(to)) throw new NotSupportedException("Renamed into another folder.");
        FolderOf(from).Rename(NameOf(from), NameOf(to));
    }

    /// <summary>All files after a power cut, by path; folders have <see langword="null"/>.</summary>
    public SortedDictionary<string, byte[]?> After(Survival survival, Random random)
    {
        var files = new SortedDictionary<string, byte[]?>(StringComparer.Ordinal);
        Collect(_root, "");
        return files;

        void Collect(DiskFolder folder, string prefix)
        {
            foreach ((string name, DiskNode node) in folder.After(survival, random))
            {
                files.Add(prefix + name, (node as DiskFile)?.After(survival, random));
                if (node is DiskFolder inner) Collect(inner, prefix + name + "/");
            }
        }
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private DiskFolder FolderOf(string path) =>
        Find(path[..Math.Max(0, path.LastIndexOf('/'))]) as DiskFolder ?? throw new InvalidOperationException($"There is no folder for {path}.");
}
