using System.Collections.Immutable;
using Conformance.Worlds;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Conformance.Report;

/// <summary>How much of a case a host shows.</summary>
internal enum CaseSightKind
{
    /// <summary>Every step was compared, to the last octet of its reply.</summary>
    Whole,

    /// <summary>Some steps, or the wording of some replies, were left out.</summary>
    Part,

    /// <summary>Nothing of what the case is about can be seen.</summary>
    None,

    /// <summary>The case was not played.</summary>
    NotPlayed,
}

/// <summary>Judges how much of a case a host shows.</summary>
internal static class CaseSight
{
    public static CaseSightKind Of(GoldenCase golden, CasePlay play, ImmutableArray<UnseenRule> unseen)
    {
        string rule = GoldenCases.RuleOf(golden);
        if (unseen.Any(entry => entry.IsWhole && entry.Rule.Value == rule)) return CaseSightKind.None;
        if (play.LeftOut.IsEmpty) return CaseSightKind.Whole;
        CaseStep[] steps = [.. golden.Steps.SelectMany(Flat).Where(static step => step.Expectation is not null)];
        CaseStep[] refusals = [.. steps.Where(static step => step.Expectation is { Outcome: not CaseExpectation.Accept } or { By: not null })];
        CaseStep[] telling = refusals.Length > 0 ? refusals : steps;
        bool isSeen = telling.Any(step => play.Compared.Contains(step) || play.LeftOut.Any(left => ReferenceEquals(left.Step, step) && left.Part == LeftOutPart.Reply));
        return isSeen ? CaseSightKind.Part : CaseSightKind.None;
    }

    private static IEnumerable<CaseStep> Flat(CaseStep step) => step is RepeatStep repeat ? repeat.Steps.SelectMany(Flat) : [step];
}
