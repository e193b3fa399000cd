using System.Globalization;
using System.Net;

namespace Submission.Policy.Redis.Tests.Cluster;

/// <summary>A real Redis Cluster of three masters on loopback, with the slots shared out evenly. Its slots can be moved while it is in use.</summary>
internal sealed class RedisCluster : IAsyncDisposable
{
    private const int Slots = 16_384;

    private readonly List<RedisPeer> _masters = [];
    private readonly List<string> _ids = [];

    /// <summary>One master; it knows the others.</summary>
    public IPEndPoint EndPoint => _masters[0].EndPoint;

    public IReadOnlyList<RedisPeer> Masters => _masters;

    public static async Task<RedisCluster> StartAsync()
    {
        RedisCluster cluster = new();
        for (int i = 0; i < 3; i++)
        {
            string bus = FreePort.Find().Port.ToString(CultureInfo.InvariantCulture);
            RedisPeer master = await RedisPeer.StartAsync("--cluster-enabled", "yes", "--cluster-port", bus, "--cluster-node-timeout", "5000");
            cluster._masters.Add(master);
            cluster._ids.Add((await master.AskAsync("CLUSTER", "MYID")).Split("\r\n")[1]);
            await Ok(master, "CLUSTER", "ADDSLOTSRANGE", Text(Slots * i / 3), Text((Slots * (i + 1) / 3) - 1));
            if (i > 0) await Ok(cluster._masters[0], "CLUSTER", "MEET", "127.0.0.1", Text(master.EndPoint.Port), bus);
        }

        await Until.TrueAsync(async () => (await Task.WhenAll(cluster._masters.Select(static master => master.AskAsync("CLUSTER", "INFO")))).All(static info =>
            info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal)));
        return cluster;
    }

    /// <summary>The slot of a key, and which master has it.</summary>
    public async Task<(int Slot, int Master)> PlaceOfAsync(string key)
    {
        int slot = int.Parse((await _masters[0].AskAsync("CLUSTER", "KEYSLOT", key)).AsSpan(1).Trim(), CultureInfo.InvariantCulture);
        for (int i = 0; i < _masters.Count; i++)
        {
            if (!(await _masters[i].AskAsync("CLUSTER", "COUNTKEYSINSLOT", Text(slot))).StartsWith(":0", StringComparison.Ordinal)) return (slot, i);
        }

        return (slot, Math.Min(slot * 3 / Slots, 2));
    }

    /// <summary>Moves a slot with its keys to another master, as <c>redis-cli --cluster reshard</c> does.</summary>
    public async Task MoveAsync(int slot, int from, int to)
    {
        (RedisPeer source, RedisPeer target, string number) = (_masters[from], _masters[to], Text(slot));
        await Ok(target, "CLUSTER", "SETSLOT", number, "IMPORTING", _ids[from]);
        await Ok(source, "CLUSTER", "SETSLOT", number, "MIGRATING", _ids[to]);
        while (true)
        {
            string[] keys = [.. (await source.AskAsync("CLUSTER", "GETKEYSINSLOT", number, "3")).Split("\r\n").Skip(1).Where(static (_, i) => i % 2 == 1)];
            if (keys.Length == 0) break;
            await source.AskAsync(["MIGRATE", "127.0.0.1", Text(target.EndPoint.Port), "", "0", "5000", "KEYS", .. keys]);
        }

        await Ok(target, "CLUSTER", "SETSLOT", number, "NODE", _ids[to]);
        foreach (RedisPeer master in _masters) await Ok(master, "CLUSTER", "SETSLOT", number, "NODE", _ids[to]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisPeer master in _masters) await master.DisposeAsync();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task Ok(RedisPeer server, params string[] words) => Assert.StartsWith("+OK", await server.AskAsync(words), StringComparison.Ordinal);
}
