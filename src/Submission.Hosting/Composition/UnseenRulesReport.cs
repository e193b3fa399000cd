using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Submission.Hosting.Composition;

/// <summary>Names in the log every rule that the host cannot enforce, when it starts and whenever the policy is read anew: what is not named is believed to be in force.</summary>
internal sealed class UnseenRulesReport(PolicyEngine engine, ILogger logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Write();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Write()
    {
        foreach (UnseenRule rule in engine.Unseen)
        {
            if (rule.IsWhole) CompositionLog.RuleNotEnforced(logger, rule.Rule, rule.Why);
            else CompositionLog.RuleEnforcedInPart(logger, rule.Rule, Words(rule.Stages), rule.Why);
        }
    }

    private static string Words(PolicyStages stages) => stages.ToString().ToLowerInvariant();
}
