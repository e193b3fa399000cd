namespace Submission.Policy.Expressions;

/// <summary>Stages as policies write them, and the errors of facts that are named too early or too late.</summary>
internal static class StageText
{
    private static readonly (PolicyStages Stage, string Name)[] Stages =
    [
        (PolicyStages.Connect, "connect"), (PolicyStages.Helo, "helo"), (PolicyStages.Auth, "auth"),
        (PolicyStages.Mail, "mail"), (PolicyStages.Rcpt, "rcpt"), (PolicyStages.Message, "message"),
    ];

    /// <summary>The names, for example <c>mail, rcpt</c>.</summary>
    public static string Of(PolicyStages stages) => string.Join(", ", Stages.Where(stage => (stages & stage.Stage) != PolicyStages.None).Select(static stage => stage.Name));

    /// <summary>Reports a fact that is not known at each of the stages.</summary>
    /// <returns>Whether it is known at all of them.</returns>
    public static bool Check(Fact fact, string written, PolicyStages stages, int offset, ExpressionErrors errors)
    {
        PolicyStages missing = stages & ~fact.Stages;
        if (missing == PolicyStages.None) return true;
        errors.Add(offset, $"'{written}' is not known at stage {Of(missing)}.", $"It is known at {Of(fact.Stages)}.");
        return false;
    }
}
