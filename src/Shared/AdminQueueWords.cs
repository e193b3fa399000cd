namespace Submission.Admin;

/// <summary>Names of the queue's resources that the host and the CLI must agree on.</summary>
internal static class AdminQueueWords
{
    /// <summary>The states of a delivery.</summary>
    public const string Waiting = "waiting", UnderWay = "underway", Held = "held", Finished = "finished";

    /// <summary>The changes of the queue.</summary>
    public const string Retry = "retry", Hold = "hold", Release = "release", Bounce = "bounce", Drop = "drop";

    /// <summary>The changes of a destination.</summary>
    public const string Suspend = "suspend", Resume = "resume";

    /// <summary>The longest reason, in characters.</summary>
    public const int MaximumReasonLength = 200;

    /// <summary>The most entries of one answer.</summary>
    public const int MaximumLimit = 1000;

    /// <summary>The title of the problem where a host has no such resource at all.</summary>
    public const string NoSuchResource = "No such resource";

    /// <summary>All states, in the order in which people are told of them.</summary>
    public static IReadOnlyList<string> States { get; } = [Waiting, UnderWay, Held, Finished];

    /// <summary>The shortest time that a hold or a suspension lasts.</summary>
    public static TimeSpan ShortestTime { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest one, unless it does not end by itself.</summary>
    public static TimeSpan LongestTime { get; } = TimeSpan.FromDays(30);
}
