using StackExchange.Redis;

namespace Submission.Policy.Redis;

/// <summary>
/// Finds out why a server lets nobody in: whoever has the wrong password hears of the client that there is no connection, and not why, unless he insists on one. Asked by one caller at a time; readers may be many.
/// </summary>
internal sealed class RejectionWatch(RedisCounterOptions options, TimeProvider timeProvider)
{
    /// <summary>How often it is asked.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private volatile string? _text;
    private long _askedAt;

    /// <summary>What the server has said; <see langword="null"/> where it has said nothing of that kind.</summary>
    public string? Text => _text;

    public void Forget() => _text = null;

    public async Task AskAsync()
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse(options.Connection);
        if (configuration.Password is null || (_askedAt != 0 && timeProvider.GetElapsedTime(_askedAt) < Period)) return;
        _askedAt = timeProvider.GetTimestamp();
        configuration.AbortOnConnectFail = true;
        configuration.ConnectTimeout = (int)options.Timeout.TotalMilliseconds;
        try
        {
            ConnectionMultiplexer multiplexer = await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false);
            await multiplexer.DisposeAsync().ConfigureAwait(false);
            _text = null;
        }
        catch (RedisConnectionException exception)
        {
            _text = RedisFault.Rejection(exception.ToString());
        }
    }
}
