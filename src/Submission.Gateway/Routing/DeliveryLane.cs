using Submission.Gateway.Tls.Levels;

namespace Submission.Gateway.Routing;

/// <summary>What shares one set of limits, and those limits. Immutable and thread-safe; two lanes of the same name are the same lane.</summary>
/// <param name="Name">The domain, or the name of a provider or smart host.</param>
public sealed record DeliveryLane(string Name)
{
    /// <summary>How many connections may be open at once, at most. Default 20; 1 to 1,000.</summary>
    public int MaximumConnections { get; init; } = 20;

    /// <summary>With how many connections it begins, before it has shown how much it bears. Default 5; 1 to <see cref="MaximumConnections"/>.</summary>
    public int InitialConnections { get; init; } = 5;

    /// <summary>How many messages go over one connection. Default 100; 1 to 100,000.</summary>
    public int MessagesPerConnection { get; init; } = 100;

    /// <summary>How many recipients go into one transaction. Default 100 (RFC 5321, section 4.5.3.1.8); 1 to 10,000.</summary>
    public int RecipientsPerMessage { get; init; } = 100;

    /// <summary>How many messages a minute it is sent at most; <see langword="null"/> (the default) for no bound.</summary>
    public int? MessagesPerMinute { get; init; }

    /// <summary>What is demanded of TLS.</summary>
    internal TlsLevelRule Tls { get; init; } = TlsLevelRule.Default;
}
