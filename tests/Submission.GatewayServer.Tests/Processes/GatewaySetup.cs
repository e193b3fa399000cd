using System.Net;

namespace Submission.GatewayServer.Tests.Processes;

/// <summary>What a gateway is started with: all mail goes to one server, and what fails is tried again after a second.</summary>
/// <param name="Internet">The server that takes all mail.</param>
internal sealed record GatewaySetup(IPEndPoint Internet)
{
    /// <summary>A policy that lets everything pass but what is to be held.</summary>
    public const string HoldingPolicy = """
        policy: holding
        language: 1
        about: Mail to one domain waits for a person to look at it.
        rules: [look-at-it]
        ---
        rule: look-at-it
        about: Mail to one domain waits for a person to look at it.
        stage: rcpt
        refuse-if: recipient.domain == "look.example"
        then: hold
        """;

    /// <summary>The policy.</summary>
    public string Policy { get; init; } = HoldingPolicy;

    /// <summary>The connection string of a PostgreSQL; <see langword="null"/> for SQLite.</summary>
    public string? Postgres { get; init; }

    /// <summary>How long after the first attempt the second one is made.</summary>
    public string FirstRetry { get; init; } = "1s";

    /// <summary>Whether mail goes to each domain's own servers instead of the one server.</summary>
    public bool GoesByMx { get; init; }

    /// <summary>Further keys.</summary>
    public Dictionary<string, string> More { get; init; } = [];
}
