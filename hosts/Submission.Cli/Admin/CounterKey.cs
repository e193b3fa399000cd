namespace Submission.Cli.Admin;

/// <summary>Splits the scope of a counter, for example <c>message-rate/account</c>, into the rule and what it counts by.</summary>
internal static class CounterKey
{
    public static string RuleOf(string scope) => scope.IndexOf('/', StringComparison.Ordinal) is >= 0 and int slash ? scope[..slash] : scope;

    /// <summary>What is counted by, and whose counter it is: <c>account jan@domena.cz</c>.</summary>
    public static string Describe(string scope, string subject) => $"{scope[(scope.IndexOf('/', StringComparison.Ordinal) + 1)..]} {subject}".Trim();
}
