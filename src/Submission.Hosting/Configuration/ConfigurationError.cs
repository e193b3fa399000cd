namespace Submission.Hosting.Configuration;

/// <summary>One thing that is wrong in a host's configuration. Immutable and thread-safe.</summary>
/// <param name="Key">The whole key, for example <c>Submission:Listeners:0:Endpoint</c>.</param>
/// <param name="Message">What is wrong and what would mend it. Holds no secret.</param>
public sealed record ConfigurationError(string Key, string Message)
{
    /// <summary>Key and message in one line.</summary>
    public override string ToString() => $"{Key}: {Message}";
}
