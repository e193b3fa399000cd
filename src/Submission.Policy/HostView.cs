namespace Submission.Policy;

/// <summary>
/// What a host sees of a mail transaction. Rules are not asked where the host cannot see what they judge, and the engine names them: <see cref="PolicyEngine.Unseen"/>. Immutable and
/// thread-safe.
/// </summary>
/// <remarks>
/// A host tells the engine the facts that it knows in any case, at every stage in its order; only rules of its own stages are asked. One that learns of accounts, but cannot answer AUTH,
/// leaves <see cref="PolicyStages.Auth"/> out and still tells who has authenticated.
/// </remarks>
public sealed record HostView
{
    /// <summary>The view of a host that sees everything, such as an SMTP server of its own; the default.</summary>
    public static HostView Everything { get; } = new();

    /// <summary>The stages at which the host can act on a verdict; all by default.</summary>
    public PolicyStages Stages { get; init; } =
        PolicyStages.Connect | PolicyStages.Helo | PolicyStages.Auth | PolicyStages.Mail | PolicyStages.Rcpt | PolicyStages.Message;

    /// <summary>What the host sees besides; all by default.</summary>
    public HostSight Sight { get; init; } = HostSight.All;
}
