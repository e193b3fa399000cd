using Microsoft.Extensions.Logging;
using Submission.Hosting.Telemetry;
using Submission.Milter.Sessions;

namespace Submission.Milter.Server;

/// <summary>What all connections of the milter share.</summary>
internal sealed record MilterServerContext(PolicyEngine Engine, MilterSessionServices Sessions, MilterLimits Limits, TimeProvider Time, ILogger Logger)
{
    /// <summary>Which violations of the protocol are told: whoever can connect must not fill a disk.</summary>
    public RareLog Violations { get; } = new(Time);

    /// <summary>The stages at which the policy that is in force now has rules.</summary>
    public PolicyStages Stages
    {
        get
        {
            PolicyStages stages = PolicyStages.None;
            foreach (RuleSummary rule in Engine.Rules) stages |= rule.Stages;
            return stages;
        }
    }
}
