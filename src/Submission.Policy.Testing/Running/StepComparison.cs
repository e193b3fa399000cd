using System.Collections.Immutable;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>Compares what came of steps with what the case expects, as far as the host can see and say it.</summary>
internal sealed class StepComparison(ICaseHost host, GoldenCase golden)
{
    private readonly List<CaseDifference> _differences = [];
    private readonly Dictionary<CaseStep, LeftOutStep> _leftOut = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<CaseStep> _compared = new(ReferenceEqualityComparer.Instance);
    private string? _ends;

    public int Differences => _differences.Count;

    /// <summary>Whether the rest of the case cannot be played.</summary>
    public bool IsOver => _ends is not null;

    public CasePlay ToPlay() => new(
        [.. _differences],
        [.. _leftOut.Values],
        _compared.Where(step => !_leftOut.ContainsKey(step)).ToImmutableHashSet<CaseStep>(ReferenceEqualityComparer.Instance));

    /// <summary>Takes what came of a step.</summary>
    public void Add(CaseStep step, in StepOutcome outcome, Turns turns)
    {
        if (outcome.Ends is not null)
        {
            _ends = outcome.Ends;
            LeaveOut(step);
        }
        else if (outcome.Unseen is not null)
        {
            LeaveOut(step, LeftOutPart.Step, outcome.Unseen);
        }
        else if (step.Expectation is { } expectation)
        {
            Compare(step, expectation, outcome, turns);
        }
        else if (outcome.Impossible is not null)
        {
            Add(step, turns, "possible", outcome.Text);
        }
    }

    /// <summary>Takes a step that is not played, because the case ended before.</summary>
    public void LeaveOut(CaseStep step) => LeaveOut(step, LeftOutPart.Rest, _ends!);

    private void LeaveOut(CaseStep step, LeftOutPart part, string reason)
    {
        if (step is RepeatStep repeat)
        {
            foreach (CaseStep inner in repeat.Steps) LeaveOut(inner, part, reason);
        }
        else
        {
            _leftOut.TryAdd(step, new LeftOutStep(step, part, reason));
        }
    }

    private void Compare(CaseStep step, CaseExpectation expectation, in StepOutcome outcome, Turns turns)
    {
        string expected = turns.Fill(expectation.Outcome);
        bool isText = expected is CaseExpectation.Any || string.Equals(expected, outcome.Text, StringComparison.Ordinal);
        bool isSame = outcome.Unsaid is null ? isText : (expected is CaseExpectation.Accept) == (outcome.Verdict?.IsAccepted ?? true);
        bool isRight = outcome.Impossible is null
            && isSame
            && (expectation.By is null || string.Equals(expectation.By, outcome.Verdict?.Rule.Value, StringComparison.Ordinal))
            && (expectation.Closes is null || expectation.Closes == outcome.Closes);
        if (isRight && outcome.Unsaid is not null && expected is not (CaseExpectation.Accept or CaseExpectation.Any))
        {
            LeaveOut(step, LeftOutPart.Reply, outcome.Unsaid);
        }
        else if (isRight)
        {
            _compared.Add(step);
        }
        else if (expected is not CaseExpectation.Accept && WhyUnseen(step, expectation) is { } why)
        {
            // The rule that should have decided is not asked here, and the state of the host is another one from here on.
            _ends = why;
            LeaveOut(step);
        }
        else
        {
            Add(step, turns, Describe(expected, expectation.By, expectation.Closes), Describe(
                outcome.Text,
                outcome.Verdict?.Rule.Value is { Length: > 0 } rule ? rule : null,
                expectation.Closes is null || (outcome.Verdict is null && outcome.IsClosed is null) ? null : outcome.Closes));
        }
    }

    private string? WhyUnseen(CaseStep step, CaseExpectation expectation)
    {
        // A case that does not name the rule is about the rule of its folder.
        string rule = expectation.By ?? golden.Name.Split('/')[0];
        return StageOf(step) is { } stage && RuleId.IsValid(rule) ? host.WhyUnseen(new RuleId(rule), stage) : null;
    }

    private static PolicyStage? StageOf(CaseStep step) => step switch
    {
        ConnectStep => PolicyStage.Connect,
        HeloStep => PolicyStage.Helo,
        AuthStep => PolicyStage.Auth,
        MailStep => PolicyStage.Mail,
        RcptStep => PolicyStage.Rcpt,
        MessageStep => PolicyStage.Message,
        _ => null,
    };

    private void Add(CaseStep step, Turns turns, string expected, string got) =>
        _differences.Add(new CaseDifference(step.Location, turns.Fill(step.Text), turns.Turn, expected, got));

    private static string Describe(string text, string? rule, bool? closes)
    {
        if (rule is not null) text += $"  by {rule}";
        return closes switch
        {
            true => text + "  and closes",
            false => text + "  and stays open",
            null => text,
        };
    }
}
