namespace Submission.Policy.Testing.Cases;

/// <summary>What must come of a step.</summary>
/// <param name="Outcome"><c>accept</c>, <c>any</c>, or the whole reply line with <c>{id}</c> in place of the id.</param>
/// <param name="By">The rule that must have decided; <see langword="null"/> for any.</param>
/// <param name="Closes">Whether the connection must be closed; <see langword="null"/> for either.</param>
internal sealed record CaseExpectation(string Outcome, string? By, bool? Closes)
{
    public const string Accept = "accept";
    public const string Any = "any";

    public static CaseExpectation Accepted { get; } = new(Accept, null, null);
}
