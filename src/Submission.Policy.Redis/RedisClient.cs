using StackExchange.Redis;

namespace Submission.Policy.Redis;

/// <summary>How the client is set up: it fails at once what it cannot send, and tries to connect for ever.</summary>
internal static class RedisClient
{
    /// <summary>Begins to connect.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="patience">How long one attempt may take.</param>
    public static async Task<ConnectionMultiplexer> ConnectAsync(RedisCounterOptions options, TimeSpan patience)
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(options.Connection);
        configuration.AbortOnConnectFail = false;
        // The client keeps the question how many keys were evicted for administrators; the server does not.
        configuration.AllowAdmin = true;
        configuration.AsyncTimeout = configuration.SyncTimeout = (int)options.Timeout.TotalMilliseconds;
        configuration.ConnectTimeout = (int)patience.TotalMilliseconds;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new LinearRetry(250);
        configuration.ConfigCheckSeconds = 1;
        configuration.HeartbeatInterval = TimeSpan.FromMilliseconds(250);
        return await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
    }

    /// <summary>Whether a server answers.</summary>
    public static async Task<bool> AnswersAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.GetDatabase().PingAsync().ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (RedisFault.IsFailure(exception))
        {
            return false;
        }
    }
}
