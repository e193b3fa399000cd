using System.Collections.Frozen;

namespace Submission.Policy.Kinds;

/// <summary>The words that every rule may have, whatever its kind.</summary>
internal static class CommonWords
{
    public const string Rule = "rule";
    public const string About = "about";
    public const string Stage = "stage";
    public const string When = "when";
    public const string Unless = "unless";
    public const string Reply = "reply";
    public const string Then = "then";
    public const string OnError = "on-error";
    public const string Mode = "mode";
    public const string Help = "help";

    public static readonly FrozenSet<string> All =
        FrozenSet.Create(StringComparer.Ordinal, Rule, About, Stage, When, Unless, Reply, Then, OnError, Mode, Help);
}
