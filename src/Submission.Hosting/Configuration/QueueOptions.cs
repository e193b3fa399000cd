namespace Submission.Hosting.Configuration;

/// <summary>The mail queue.</summary>
public sealed class QueueOptions
{
    /// <summary>What keeps it.</summary>
    /// <value><c>sqlite</c> or <c>postgres</c>.</value>
    public string? Provider { get; set; }

    /// <summary>How to reach what keeps it.</summary>
    /// <value>A connection string.</value>
    public string? Connection { get; set; }
}
