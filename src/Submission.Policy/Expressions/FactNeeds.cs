namespace Submission.Policy.Expressions;

internal static class FactNeeds
{
    /// <summary>What must have been found out about the message before all of the facts can be read.</summary>
    public static MessageNeeds Needs(this IEnumerable<Fact> facts)
    {
        MessageNeeds needs = MessageNeeds.None;
        foreach (Fact fact in facts) needs |= fact.Needs;
        return needs;
    }
}
