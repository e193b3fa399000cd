using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>Plays one case on a host in virtual time and compares what comes of its steps with what it expects.</summary>
internal sealed class CasePlayer(ICaseHost host, GoldenCase golden, TimeProvider clock, CaseTrace? trace) : IAsyncDisposable
{
    private const int MaximumDifferences = 5;
    private readonly Dictionary<string, ICaseSession> _sessions = new(StringComparer.Ordinal);
    private readonly StepComparison _comparison = new(host, golden);

    public async Task<CasePlay> PlayAsync(CancellationToken cancellationToken)
    {
        await PlayAsync(golden.Steps, new Turns(0, 0, IsTraced: true), cancellationToken).ConfigureAwait(false);
        foreach (ICaseSession session in _sessions.Values) await session.EndAsync().ConfigureAwait(false);
        return _comparison.ToPlay();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ICaseSession session in _sessions.Values) await session.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask PlayAsync(ImmutableArray<CaseStep> steps, Turns turns, CancellationToken cancellationToken)
    {
        foreach (CaseStep step in steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_comparison.IsOver)
            {
                _comparison.LeaveOut(step);
                continue;
            }

            // One mistake early in a case makes everything after it wrong as well.
            if (_comparison.Differences == MaximumDifferences) return;
            switch (step)
            {
                case RepeatStep repeat:
                    for (int turn = 1; turn <= repeat.Count && !_comparison.IsOver; turn++)
                        await PlayAsync(repeat.Steps, turns.Within(turn, repeat.Count), cancellationToken).ConfigureAwait(false);
                    break;
                case AfterStep after:
                    await host.AdvanceAsync(after.Time, cancellationToken).ConfigureAwait(false);
                    break;
                case FeedbackStep or LiftStep:
                    _comparison.Add(step, await OperateAsync(step, turns, cancellationToken).ConfigureAwait(false), turns);
                    break;
                default:
                    await PlayAsync(step, turns, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private async ValueTask PlayAsync(CaseStep step, Turns turns, CancellationToken cancellationToken)
    {
        ICaseSession session = SessionOf(turns.Fill(step.Session));
        session.IsTraced = trace is not null && turns.IsTraced;
        StepOutcome outcome = await PlayAsync(session, step, turns, cancellationToken).ConfigureAwait(false);
        _comparison.Add(step, outcome, turns);
        if (session.IsTraced && step.Expectation is not null && outcome.Verdict is not null)
            trace!.Add(turns.Fill(step.Text), turns.Turn, clock.GetUtcNow(), outcome, outcome.Decisions);
    }

    // What happens behind the server's back: no session of a client has a part in it.
    private ValueTask<StepOutcome> OperateAsync(CaseStep step, Turns turns, CancellationToken cancellationToken)
    {
        if (step is LiftStep lift) return host.LiftAsync(turns.Fill(lift.Subject), cancellationToken);
        var feedback = (FeedbackStep)step;
        EmailAddress? recipient = feedback.Recipient is null ? null : EmailAddress.Parse(turns.Fill(feedback.Recipient));
        return host.ReportAsync(feedback.Event, feedback.Count, recipient, cancellationToken);
    }

    private static async ValueTask<StepOutcome> PlayAsync(ICaseSession session, CaseStep step, Turns turns, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case ConnectStep connect: return await session.ConnectAsync(turns.Fill(connect.Address), connect.IsTls, cancellationToken).ConfigureAwait(false);
            case HeloStep helo: return await session.HeloAsync(turns.Fill(helo.Name), cancellationToken).ConfigureAwait(false);
            case StartTlsStep: return await session.StartTlsAsync(cancellationToken).ConfigureAwait(false);
            case AuthStep auth: return await session.AuthAsync(auth, turns.Fill(auth.Login), turns.Fill(auth.Password), cancellationToken).ConfigureAwait(false);
            case CancelledAuthStep: return await session.CancelAuthAsync(cancellationToken).ConfigureAwait(false);
            case MailStep mail: return await session.MailAsync(turns.Fill(mail.From), mail.Size, cancellationToken).ConfigureAwait(false);
            case RcptStep rcpt: return await session.RecipientAsync(turns.Fill(rcpt.To), cancellationToken).ConfigureAwait(false);
            case MessageStep message: return await session.MessageAsync(message.Message, cancellationToken).ConfigureAwait(false);
            case ResetStep: return await session.ResetAsync(cancellationToken).ConfigureAwait(false);
            case QuitStep:
                await session.EndAsync().ConfigureAwait(false);
                break;
        }

        return StepOutcome.None;
    }

    private ICaseSession SessionOf(string name)
    {
        if (!_sessions.TryGetValue(name, out ICaseSession? session)) _sessions.Add(name, session = host.OpenSession());
        return session;
    }
}

/// <summary>Where a play stands within repetitions.</summary>
internal readonly record struct Turns(int Turn, int Depth, bool IsTraced)
{
    // Of a repetition the first and the last turn tell enough.
    public Turns Within(int turn, int count) => new(turn, Depth + 1, IsTraced && (turn == 1 || turn == count));

    public string Fill(string text) => Turn == 0 || !text.Contains('{', StringComparison.Ordinal)
        ? text
        : text.Replace(StepReader.Turn, Turn.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
