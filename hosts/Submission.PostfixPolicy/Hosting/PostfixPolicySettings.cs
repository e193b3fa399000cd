using Submission.Hosting.Configuration;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Hosting;

/// <summary>The options in the form in which they are used. Immutable and thread-safe.</summary>
internal sealed record PostfixPolicySettings
{
    /// <summary>The host's own name.</summary>
    public required string Hostname { get; init; }

    /// <summary>What the host sees.</summary>
    public required HostView View { get; init; }

    /// <summary>The state at which an accepted message is charged: the last one that the main.cf of Postfix asks in.</summary>
    public required ProtocolState ChargeAt { get; init; }

    /// <summary>The action that puts the field with its id before a message, up to the id; <see langword="null"/> for none.</summary>
    public byte[]? IdAction { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required TimeSpan IdleTimeout { get; init; }

    public required TimeSpan SessionLifetime { get; init; }

    public required int MaximumSessions { get; init; }

    public required int MaximumConnections { get; init; }

    /// <summary>Whether recipients are judged one by one.</summary>
    public bool SeesRecipients => View.Stages.HasFlag(PolicyStages.Rcpt);

    public static PostfixPolicySettings From(SubmissionOptions options)
    {
        PostfixPolicyOptions policy = options.PostfixPolicy;
        ProtocolState[] states = [.. policy.States.Select(static state => ProtocolStates.Find(System.Text.Encoding.ASCII.GetBytes(state)))];
        return new PostfixPolicySettings
        {
            Hostname = options.Hostname!,
            View = PostfixPolicyView.Of(states, options.PostfixLog.IsConfigured),
            ChargeAt = states.Max(),
            IdAction = policy.IdField is "none" ? null : System.Text.Encoding.ASCII.GetBytes($"action=PREPEND {policy.IdField}: "),
            Timeout = policy.Timeout,
            IdleTimeout = policy.IdleTimeout,
            SessionLifetime = policy.SessionLifetime,
            MaximumSessions = policy.Sessions,
            MaximumConnections = policy.Connections,
        };
    }
}
