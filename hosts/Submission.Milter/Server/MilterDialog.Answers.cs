using Submission.Hosting.Sessions;
using Submission.Milter.Content;
using Submission.Milter.Protocol;
using Submission.Milter.Sessions;
using Submission.Smtp.Content;

namespace Submission.Milter.Server;

/// <content>What is asked of the policy, and what is answered: a mail server that waits is never left without an answer.</content>
internal sealed partial class MilterDialog
{
    private const string TraceField = "X-Submission-Id";

    // How long a policy that has been told to stop may take to do so.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private CancellationTokenSource? _asking;
    private Task? _abandoned;

    // What was judged where it could not be said. It is the answer to all that follows.
    private SmtpReply? _unsaid;

    private ValueTask<SmtpReply?> AskAsync(Func<CancellationToken, ValueTask<SmtpReply?>> question) => AskAsync(question, _server.Limits.CommandTimeout, MilterReplies.Failed);

    private async ValueTask<T> AskAsync<T>(Func<CancellationToken, ValueTask<T>> question, TimeSpan limit, T failed)
    {
        _asking ??= CancellationTokenSource.CreateLinkedTokenSource(_connection.ConnectionClosed);
        _wait = Wait.ForVerdict;
        _watch.Arm(limit);
        try
        {
            ValueTask<T> pending = question(_asking.Token);
            if (pending.IsCompleted) return await pending.ConfigureAwait(false);
            Task<T> verdict = pending.AsTask();
            _abandoned = verdict;
            T answer = await verdict.WaitAsync(limit + Grace, _server.Time).ConfigureAwait(false);
            _abandoned = null;
            return answer;
        }
        catch (TimeoutException)
        {
            // It does not let go of the session, so that nothing further can be judged on it.
            ConnectionLog.TookTooLong(_server.Logger, _connection.ConnectionId, limit);
            _closing = true;
            return failed;
        }
        catch (OperationCanceledException) when (_watch.IsExpired)
        {
            _abandoned = null;
            ConnectionLog.TookTooLong(_server.Logger, _connection.ConnectionId, limit);
            return failed;
        }
        catch (OperationCanceledException) when (_connection.ConnectionClosed.IsCancellationRequested)
        {
            _abandoned = null;
            _closing = true;
            return failed;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _abandoned = null;
            ConnectionLog.HostFailed(_server.Logger, _connection.ConnectionId, error);
            return failed;
        }
        finally
        {
            _watch.Disarm();
            // It has been used up, or is about to be. What was abandoned still holds it.
            if (_abandoned is null && (_watch.IsExpired || _asking.IsCancellationRequested))
            {
                _asking.Dispose();
                _asking = null;
            }
        }
    }

    private void StopAsking()
    {
        try
        {
            _ = _asking?.CancelAsync(); // what the policy hangs on the token must not run, or throw, on a timer's thread
        }
        catch (ObjectDisposedException)
        {
            return; // the answer was there first
        }
    }

    private ValueTask AnswerAsync(ValueTask<SmtpReply?> pending)
    {
        if (!pending.IsCompletedSuccessfully) return AwaitAsync(pending);
        Write(pending.Result);
        return ValueTask.CompletedTask;

        async ValueTask AwaitAsync(ValueTask<SmtpReply?> question) => Write(await question.ConfigureAwait(false));
    }

    /// <summary>Goes on, where the mail server waits for an answer to this.</summary>
    private ValueTask Confirm(in Agreement agreement, MilterSteps unanswered)
    {
        if (!agreement.Has(unanswered)) Write(MilterResponse.Continue);
        return ValueTask.CompletedTask;
    }

    private ValueTask Say(SmtpReply reply)
    {
        Write(reply);
        return ValueTask.CompletedTask;
    }

    private ValueTask Say(MilterResponse response)
    {
        Write(response);
        return ValueTask.CompletedTask;
    }

    private ValueTask Fault(string what)
    {
        Violate(what);
        return ValueTask.CompletedTask;
    }

    private ValueTask End()
    {
        _closing = true;
        return ValueTask.CompletedTask;
    }

    private void Write(MilterResponse response) => _unflushed += ResponseWriter.Write(_output, response);

    private void Write(SmtpReply? reply)
    {
        if (reply is null) Write(MilterResponse.Continue);
        else _unflushed += ResponseWriter.Write(_output, reply);
    }

    private void WriteFault(MessageAssembly message)
    {
        if (message.Fault == ContentFault.NoStorage) ConnectionLog.SpoolFailed(_server.Logger, _connection.ConnectionId, message.StorageError);
        else ConnectionLog.ContentRefused(_server.Logger, _connection.ConnectionId, message.Fault.ToString());
        Write(MilterReplies.To(message.Fault));
    }

    private void WriteAnswer(in MessageAnswer answer, in Agreement agreement)
    {
        if (answer.Refusal is not null)
        {
            Write(answer.Refusal);
            return;
        }

        if (agreement.Has(MilterActions.AddHeaders))
        {
            // Each goes before the one that was written before it.
            if (answer.Spam is { } spam)
            {
                WriteHeader(SpamMark.Status, SpamMark.StatusValue(spam).Replace("\r\n", "\n", StringComparison.Ordinal), agreement);
                WriteHeader(SpamMark.Flag, SpamMark.FlagValue, agreement);
            }

            WriteHeader(TraceField, answer.Id.ToString(), agreement);
        }

        if (answer.Quarantine is not null) _unflushed += ResponseWriter.WriteQuarantine(_output, answer.Quarantine);
        Write(MilterResponse.Continue);
    }

    private void WriteHeader(string name, string value, in Agreement agreement) =>
        _unflushed += ResponseWriter.WriteHeader(_output, name, value, agreement.Has(MilterSteps.LeadingSpace));
}
