namespace Submission.Policy.Engine;

internal static class PolicyEngineDefaults
{
    /// <summary>A transaction that nobody ends gives back what it reserved after this time; each stage that reserves begins it anew, and so does the message.</summary>
    public static readonly TimeSpan ReservationLifetime = TimeSpan.FromMinutes(10);

    /// <summary>A connection that nobody ends is no longer counted as open after this time.</summary>
    public static readonly TimeSpan SessionLifetime = TimeSpan.FromDays(1);
}
