namespace Submission.Hosting.Configuration;

/// <summary>
/// Marks a configuration key that only some other host can serve. The key is known everywhere, but a host that it means nothing to refuses to start with a value
/// other than the default, so that nobody believes it to be in force.
/// </summary>
/// <param name="host">Who serves it, for the message.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ServedByAttribute(string host) : Attribute
{
    /// <summary>Who serves it.</summary>
    public string Host { get; } = host;
}
