namespace E2E.Tests.Clients;

/// <summary>What the daemon says to a client, and where.</summary>
public enum Outcome
{
    Sent = 0,

    /// <summary>550 to the recipient, by the policy.</summary>
    Refused,

    /// <summary>554 behind the data, in the next hop's words.</summary>
    RefusedAtTheEnd,

    /// <summary>451 to the recipient, by the policy.</summary>
    Deferred,

    /// <summary>451 behind the data, in the next hop's words.</summary>
    DeferredAtTheEnd,

    /// <summary>535 to the password.</summary>
    WrongPassword,
}
