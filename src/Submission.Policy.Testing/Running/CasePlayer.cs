using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>Plays one case in virtual time and compares what comes of its steps with what it expects.</summary>
internal sealed class CasePlayer(FakeWorld world, PolicyEngine engine, CaseTrace? trace) : IAsyncDisposable
{
    private const int MaximumDifferences = 5;
    private readonly Dictionary<string, PlayedSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<CaseDifference> _differences = [];

    public CaseEvidence Evidence { get; } = new();

    public async Task<ImmutableArray<CaseDifference>> PlayAsync(ImmutableArray<CaseStep> steps, CancellationToken cancellationToken)
    {
        await PlayAsync(steps, new Turns(0, 0, IsTraced: true), cancellationToken).ConfigureAwait(false);
        foreach (PlayedSession session in _sessions.Values) await session.EndAsync().ConfigureAwait(false);
        return [.. _differences];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PlayedSession session in _sessions.Values) await session.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask PlayAsync(ImmutableArray<CaseStep> steps, Turns turns, CancellationToken cancellationToken)
    {
        foreach (CaseStep step in steps)
        {
            // One mistake early in a case makes everything after it wrong as well.
            if (_differences.Count == MaximumDifferences) return;
            cancellationToken.ThrowIfCancellationRequested();
            switch (step)
            {
                case RepeatStep repeat:
                    for (int turn = 1; turn <= repeat.Count; turn++)
                        await PlayAsync(repeat.Steps, turns.Within(turn, repeat.Count), cancellationToken).ConfigureAwait(false);
                    break;
                case AfterStep after:
                    world.Clock.Advance(after.Time);
                    break;
                case FeedbackStep or LiftStep:
                    if ((await OperateAsync(step, turns, cancellationToken).ConfigureAwait(false)) is { Impossible: not null } outcome)
                        Add(step, turns, "possible", outcome.Text);
                    break;
                default:
                    await PlayAsync(step, turns, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async ValueTask PlayAsync(CaseStep step, Turns turns, CancellationToken cancellationToken)
    {
        PlayedSession session = SessionOf(turns.Fill(step.Session));
        session.IsTraced = trace is not null && turns.IsTraced;
        StepOutcome outcome = await PlayAsync(session, step, turns, cancellationToken).ConfigureAwait(false);
        if (step.Expectation is { } expectation) Compare(step, expectation, outcome, turns);
        else if (outcome.Impossible is not null) Add(step, turns, "possible", outcome.Text);
        if (session.IsTraced && step.Expectation is not null && outcome.Verdict is not null)
            trace!.Add(turns.Fill(step.Text), turns.Turn, world.Clock.GetUtcNow(), outcome, session.LastDecisions);
    }

    // What happens behind the server's back: no session of a client has a part in it.
    private async ValueTask<StepOutcome> OperateAsync(CaseStep step, Turns turns, CancellationToken cancellationToken)
    {
        if (step is LiftStep lift)
        {
            string subject = turns.Fill(lift.Subject);
            return await engine.Usage.LiftAsync(subject, null, cancellationToken).ConfigureAwait(false) > 0
                ? StepOutcome.None
                : StepOutcome.NotPossible($"there is no block of {subject}");
        }

        var feedback = (FeedbackStep)step;
        EmailAddress? recipient = feedback.Recipient is null ? null : EmailAddress.Parse(turns.Fill(feedback.Recipient));
        int count = await world.Delivery.ReportAsync(engine, feedback.Event, feedback.Count, recipient, cancellationToken).ConfigureAwait(false);
        return count > 0 ? StepOutcome.None : StepOutcome.NotPossible("not so many messages were accepted");
    }

    private static async ValueTask<StepOutcome> PlayAsync(PlayedSession session, CaseStep step, Turns turns, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ConnectStep connect: return await session.ConnectAsync(turns.Fill(connect.Address), connect.IsTls, cancellationToken).ConfigureAwait(false);
            case HeloStep helo: return await session.HeloAsync(turns.Fill(helo.Name), cancellationToken).ConfigureAwait(false);
            case StartTlsStep: return session.StartTls();
            case AuthStep auth: return await session.AuthAsync(auth, turns.Fill(auth.Login), turns.Fill(auth.Password), cancellationToken).ConfigureAwait(false);
            case MailStep mail: return await session.MailAsync(turns.Fill(mail.From), mail.Size, cancellationToken).ConfigureAwait(false);
            case RcptStep rcpt: return await session.RecipientAsync(turns.Fill(rcpt.To), cancellationToken).ConfigureAwait(false);
            case MessageStep message: return await session.MessageAsync(message.Message, cancellationToken).ConfigureAwait(false);
            case ResetStep:
                await session.ResetAsync().ConfigureAwait(false);
                break;
            case QuitStep:
                await session.EndAsync().ConfigureAwait(false);
                break;
        }

        return StepOutcome.None;
    }

    private PlayedSession SessionOf(string name)
    {
        if (!_sessions.TryGetValue(name, out PlayedSession? session)) _sessions.Add(name, session = new PlayedSession(world, engine, Evidence));
        return session;
    }

    private void Compare(CaseStep step, CaseExpectation expectation, in StepOutcome outcome, Turns turns)
    {
        string expected = turns.Fill(expectation.Outcome);
        bool isRight = outcome.Impossible is null
            && (expected is CaseExpectation.Any || string.Equals(expected, outcome.Text, StringComparison.Ordinal))
            && (expectation.By is null || string.Equals(expectation.By, outcome.Verdict?.Rule.Value, StringComparison.Ordinal))
            && (expectation.Closes is null || expectation.Closes == (outcome.Verdict?.Kind == VerdictKind.Close));
        if (isRight) return;
        Add(step, turns, Describe(expected, expectation.By, expectation.Closes), Describe(
            outcome.Text,
            outcome.Verdict?.Rule.Value is { Length: > 0 } rule ? rule : null,
            expectation.Closes is null || outcome.Verdict is null ? null : outcome.Verdict.Kind == VerdictKind.Close));
    }

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

    /// <summary>Where the play stands within repetitions.</summary>
    private readonly record struct Turns(int Turn, int Depth, bool IsTraced)
    {
        // Of a repetition the first and the last turn tell enough.
        public Turns Within(int turn, int count) => new(turn, Depth + 1, IsTraced && (turn == 1 || turn == count));

        public string Fill(string text) => Turn == 0 || !text.Contains('{', StringComparison.Ordinal)
            ? text
            : text.Replace(StepReader.Turn, Turn.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }
}
