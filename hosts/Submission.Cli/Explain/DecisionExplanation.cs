using System.Globalization;
using Submission.Admin;
using Submission.Cli.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Policy;

namespace Submission.Cli.Explain;

/// <summary>Asks the running host how a verdict came about.</summary>
internal static class DecisionExplanation
{
    /// <summary>Whether it is the id of a decision and cannot be that of a rule.</summary>
    public static bool IsId(string text) => TransactionId.TryParse(text, out _) && !RuleId.IsValid(text);

    public static async Task<int> RunAsync(AdminConnection connection, string id, string? socket, bool isJson, CancellationToken cancellationToken) =>
        await connection.AskAsync(
            socket,
            client => AskAsync(client, id, cancellationToken),
            decision =>
            {
                if (isJson) JsonOutput.Write(connection.Terminal, decision);
                else new DecisionPrinter(connection.Terminal.Out, connection.Time.GetUtcNow()).Print(decision);
            });

    private static async Task<AdminResult<AdminDecision>> AskAsync(AdminClient client, string id, CancellationToken cancellationToken)
    {
        AdminResult<AdminDecision> decision = await client.DecisionAsync(id, cancellationToken);
        if (decision.ExitCode != ExitCode.Errors) return decision;
        AdminResult<AdminHealth> health = await client.HealthAsync(cancellationToken);
        return health.Document is { } host
            ? decision with { Problem = string.Create(CultureInfo.InvariantCulture, $"{decision.Problem} The host keeps the newest; now it has {host.Decisions}.") }
            : decision;
    }
}
