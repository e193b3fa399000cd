using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Durability.Tests.PowerCut;

/// <summary>
/// Goes through the system calls of a gateway, and keeps up what its disk holds, which messages it has answered for, and which it has handed on. Not thread-safe.
/// </summary>
/// <param name="root">The folder that is on the simulated disk.</param>
/// <param name="accepted">The reply to each accepted message, with its number.</param>
internal sealed partial class RecordedRun(string root, IReadOnlyDictionary<string, long> accepted)
{
    // As strace writes them, with four characters for an octet; what is longer is mail.
    private const int LongestReplies = 16_000;

    private readonly Dictionary<TracedCall, (DiskNode Node, long Mark)> _syncs = [];

    public SimulatedDisk Disk { get; } = new();

    /// <summary>Those that must be on the disk now.</summary>
    public HashSet<long> Promised { get; } = [];

    /// <summary>Those that were promised and that have been handed on: they may be on the disk.</summary>
    public HashSet<long> HandedOn { get; } = [];

    /// <summary>What the last call has done.</summary>
    public RecordedEffect Apply(TracedCall call, bool isEnd)
    {
        switch (call.Name)
        {
            case "sendto" when !isEnd:
                // It may have left the machine as soon as the call has begun.
                return Promise(call);
            case "recvfrom" when isEnd && call.Result > 0:
                return Take(call);
            case "fsync" or "fdatasync":
                return Sync(call, isEnd);
            default:
                return isEnd && call.Result >= 0 ? Change(call) : RecordedEffect.None;
        }
    }

    [GeneratedRegex("^250 2.0.0 taken (?<number>[0-9]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Taken();

    private RecordedEffect Promise(TracedCall call)
    {
        // The network is asked for its interfaces by the same call, and strace tells of that otherwise.
        if (!call.Arguments[1].StartsWith('"')) return RecordedEffect.None;
        string text = Encoding.ASCII.GetString(call.OctetsOf(1));
        if (!text.StartsWith('2') || !accepted.TryGetValue(text.TrimEnd(), out long number)) return RecordedEffect.None;
        if (!HandedOn.Contains(number)) Promised.Add(number);
        return RecordedEffect.Told;
    }

    private RecordedEffect Take(TracedCall call)
    {
        string text = call.Arguments[1];
        if (!text.StartsWith('"') || text.Length > LongestReplies) return RecordedEffect.None;
        text = call.TextOf(1);
        // It answers several commands at once.
        MatchCollection taken = Taken().Matches(text);
        foreach (Match one in taken)
        {
            long number = long.Parse(one.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
            HandedOn.Add(number);
            Promised.Remove(number);
        }

        return taken.Count == 0 ? RecordedEffect.None : RecordedEffect.Told;
    }

    private RecordedEffect Sync(TracedCall call, bool isEnd)
    {
        if (!isEnd)
        {
            if (Inside(call.PathOf(0)) is { } path && Disk.Find(path) is { } node) _syncs.Add(call, (node, node.Mark));
            return RecordedEffect.None;
        }

        if (!_syncs.Remove(call, out (DiskNode Node, long Mark) sync) || call.Result < 0) return RecordedEffect.None;
        sync.Node.Settle(sync.Mark);
        return RecordedEffect.Synced;
    }

    private RecordedEffect Change(TracedCall call)
    {
        switch (call.Name)
        {
            case "open" or "openat" or "creat":
                int at = call.Name == "openat" ? 1 : 0;
                if (Inside(call.TextOf(at)) is not { } created || (call.Name != "creat" && !call.Arguments[at + 1].Contains("O_CREAT", StringComparison.Ordinal))) return RecordedEffect.None;
                Disk.Create(created);
                if (call.Arguments.Count > at + 1 && call.Arguments[at + 1].Contains("O_TRUNC", StringComparison.Ordinal)) Disk.File(created).SetLength(0);
                return RecordedEffect.Changed;
            case "mkdir" or "mkdirat":
                if (Inside(call.TextOf(call.Name == "mkdirat" ? 1 : 0)) is not { } folder) return RecordedEffect.None;
                Disk.CreateFolder(folder);
                return RecordedEffect.Changed;
            case "unlink" or "rmdir" or "unlinkat":
                if (Inside(call.TextOf(call.Name == "unlinkat" ? 1 : 0)) is not { } removed) return RecordedEffect.None;
                Disk.Remove(removed);
                return RecordedEffect.Changed;
            case "rename" or "renameat" or "renameat2":
                bool isPlain = call.Name == "rename";
                if (Inside(call.TextOf(isPlain ? 0 : 1)) is not { } from) return RecordedEffect.None;
                Disk.Rename(from, Inside(call.TextOf(isPlain ? 1 : 3)) ?? throw new NotSupportedException("Renamed to elsewhere."));
                return RecordedEffect.Changed;
            default:
                return Write(call);
        }
    }

    private RecordedEffect Write(TracedCall call)
    {
        if (Inside(call.PathOf(0)) is not { } path) return RecordedEffect.None;
        switch (call.Name)
        {
            case "pwrite64":
                Disk.File(path).Write(call.Number(3), call.OctetsOf(1)[..(int)call.Result]);
                return RecordedEffect.Changed;
            case "ftruncate":
                Disk.File(path).SetLength(call.Number(1));
                return RecordedEffect.Changed;
            case "sendto" or "sendmsg" or "recvfrom":
                return RecordedEffect.None;
            default:
                throw new NotSupportedException($"{call.Name} on {path}");
        }
    }

    // What the log's index holds is made anew when there is nobody who has it open.
    private string? Inside(string path) =>
        path.StartsWith(root + "/", StringComparison.Ordinal) && !path.EndsWith("-shm", StringComparison.Ordinal) ? path[(root.Length + 1)..]
        : path == root ? "" : null;
}
