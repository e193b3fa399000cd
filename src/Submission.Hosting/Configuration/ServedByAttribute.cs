namespace Submission.Hosting.Configuration;

/// <summary>
/// Marks a configuration key that only some hosts can serve. The key is known everywhere, but a host that it means nothing to refuses to start with a value
/// other than the default, so that nobody believes it to be in force.
/// </summary>
/// <param name="hosts">Who serves it.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ServedByAttribute(SubmissionHosts hosts) : Attribute
{
    private static readonly (SubmissionHosts Host, string Name)[] Names =
    [
        (SubmissionHosts.SmtpServer, "the SMTP server"),
        (SubmissionHosts.PostfixPolicy, "the Postfix policy service"),
        (SubmissionHosts.Milter, "the milter"),
        (SubmissionHosts.Grpc, "the gRPC service"),
        (SubmissionHosts.Gateway, "the gateway"),
    ];

    /// <summary>Who serves it.</summary>
    public SubmissionHosts Hosts { get; } = hosts;

    /// <summary>What serves it where that is a part and no host.</summary>
    public string? Part { get; init; }

    /// <summary>Who serves it, for a message.</summary>
    public string Text
    {
        get
        {
            string[] names = Part is not null ? [Part] : [.. Names.Where(name => Hosts.HasFlag(name.Host)).Select(static name => name.Name)];
            return names.Length < 2 ? string.Concat(names) : $"{string.Join(", ", names[..^1])} or {names[^1]}";
        }
    }
}
