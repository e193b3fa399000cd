using StackExchange.Redis;

namespace Submission.Policy.Redis;

/// <summary>A script, sent by its hash; the text only where the server does not have it. Thread-safe.</summary>
internal sealed class RedisScript
{
    private readonly string _text;
    private volatile byte[]? _hash;

    private RedisScript(string name)
    {
        _text = Read("counters.lua") + "\n" + Read(name);
    }

    public static RedisScript Reserve { get; } = new("reserve.lua");

    public static RedisScript Commit { get; } = new("commit.lua");

    public static RedisScript Record { get; } = new("record.lua");

    public static RedisScript Forget { get; } = new("forget.lua");

    public static RedisScript Block { get; } = new("block.lua");

    public async Task<RedisResult[]> RunAsync(IDatabase database, ScriptCall call)
    {
        RedisKey[] keys = [.. call.Keys];
        RedisValue[] values = [.. call.Arguments];
        try
        {
            // The server tells the hash of a text; it is the same at every server.
            byte[] hash = _hash ??= Convert.FromHexString((string)(await database.ExecuteAsync("SCRIPT", "LOAD", _text).ConfigureAwait(false))!);
            return (RedisResult[])(await database.ScriptEvaluateAsync(hash, keys, values).ConfigureAwait(false))!;
        }
        catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            return (RedisResult[])(await database.ScriptEvaluateAsync(_text, keys, values, CommandFlags.NoScriptCache).ConfigureAwait(false))!;
        }
    }

    private static string Read(string name)
    {
        using Stream stream = typeof(RedisScript).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The script {name} is missing.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
