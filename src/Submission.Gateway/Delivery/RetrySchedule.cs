namespace Submission.Gateway.Delivery;

/// <summary>When a message is tried again, and when it is given up (RFC 5321, section 4.5.4.1). Thread-safe.</summary>
/// <param name="options">The delays.</param>
/// <param name="random">A number from 0 to less than 1.</param>
internal sealed class RetrySchedule(GatewayOptions options, Func<double> random)
{
    /// <summary>The delay after a failed attempt.</summary>
    /// <param name="attempts">How many attempts there were, this one included; at least 1.</param>
    public TimeSpan DelayAfter(int attempts) => Jitter(Doubled(options.FirstRetry, attempts, options.LongestRetry));

    /// <summary>How long a lane rests after it could not be reached: shorter than messages wait at most, so that new ones find out soon that it is back.</summary>
    /// <param name="failures">How often in a row it could not be reached; at least 1.</param>
    public TimeSpan LaneDelay(int failures)
    {
        TimeSpan longest = options.FirstRetry * 6;
        return Jitter(Doubled(options.FirstRetry, failures, longest < options.LongestRetry ? longest : options.LongestRetry));
    }

    /// <summary>The delay of a message that was not tried because its lane rests: longer the older it is.</summary>
    /// <param name="rest">How long the lane still rests.</param>
    /// <param name="age">The age of the message.</param>
    public TimeSpan DelayUntried(TimeSpan rest, TimeSpan age)
    {
        TimeSpan delay = age / 2;
        if (delay > options.LongestRetry) delay = options.LongestRetry;
        return rest + (Jitter(delay > rest ? delay - rest : TimeSpan.Zero));
    }

    /// <summary>Whether a message that was tried in vain is to be given up.</summary>
    public bool IsExpired(bool isNotice, TimeSpan age) => age >= (isNotice ? options.MaximumNoticeAge : options.MaximumAge);

    /// <summary>Whether the sender is to be told that a message of this age is delayed.</summary>
    public bool IsDelayDue(TimeSpan age) => options.DelayWarning > TimeSpan.Zero && age >= options.DelayWarning;

    /// <summary>After how long there is something to tell the sender of a message that is not tried.</summary>
    public TimeSpan UntilNextWord(bool isNotice, TimeSpan age)
    {
        TimeSpan maximum = isNotice ? options.MaximumNoticeAge : options.MaximumAge;
        TimeSpan next = !isNotice && age < options.DelayWarning && options.DelayWarning < maximum ? options.DelayWarning : maximum;
        return next > age ? next - age : TimeSpan.Zero;
    }

    private static TimeSpan Doubled(TimeSpan first, int count, TimeSpan longest)
    {
        TimeSpan delay = first;
        for (int i = 1; i < count && delay < longest; i++) delay *= 2;
        return delay < longest ? delay : longest;
    }

    private TimeSpan Jitter(TimeSpan delay) => delay * (1 + (options.RetryJitter * ((2 * random()) - 1)));
}
