using System.Buffers;
using System.IO.Pipelines;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Server;

/// <content>What is said, and when it is sent.</content>
internal sealed partial class SmtpDialog
{
    private const int FlushThreshold = 16 * 1024;

    private PipeWriter _output;
    private int _unflushed;
    private int _errors;

    private delegate ValueTask<SmtpAnswer> Question<in T>(ISmtpSession session, T argument, CancellationToken cancellationToken);

    /// <summary>Asks the host; what was said so far is sent first where the host takes its time.</summary>
    private ValueTask<SmtpAnswer> AskAsync<T>(Question<T> question, T argument) => AskAsync(question, argument, _stop.Token);

    private async ValueTask<SmtpAnswer> AskAsync<T>(Question<T> question, T argument, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<SmtpAnswer> pending = question(_session, argument, cancellationToken);
            if (!pending.IsCompleted) await FlushMeanwhileAsync().ConfigureAwait(false);
            return await pending.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            CloseWith(Replies.ShuttingDown);
            return default;
        }
        catch (OperationCanceledException) when (_connection.ConnectionClosed.IsCancellationRequested)
        {
            _closing = true;
            return InternalError;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            SmtpLog.HostFailed(_server.Logger, _client.ConnectionId, error);
            return InternalError;
        }
    }

    /// <summary>Sends what the host said, or the standard reply.</summary>
    private void Answer(in SmtpAnswer answer, byte[] standard)
    {
        if (_closing) return;
        if (answer.Reply is null) Write(standard);
        else _unflushed += ReplyWriter.Write(_output, answer.Reply, answer.Lines);
        _closing = answer.Close;
    }

    /// <summary>Refuses a command for its syntax or its place.</summary>
    private void Refuse(byte[] reply)
    {
        if (CountError()) Write(reply);
    }

    private ValueTask RefuseAsync(byte[] reply)
    {
        Refuse(reply);
        return ValueTask.CompletedTask;
    }

    private ValueTask SayAsync(byte[] reply)
    {
        Write(reply);
        return ValueTask.CompletedTask;
    }

    private ValueTask CloseAsync(byte[] reply)
    {
        CloseWith(reply);
        return ValueTask.CompletedTask;
    }

    /// <summary>Counts an error.</summary>
    /// <returns>Whether the session may go on; otherwise it has been told off.</returns>
    private bool CountError()
    {
        SmtpMetrics.Errors.Add(1);
        if (++_errors < _server.Load.MaximumErrors) return true;
        CloseAt(SmtpBound.Errors, Replies.TooManyErrors);
        return false;
    }

    private void CloseWith(byte[] reply)
    {
        if (!_closing) Write(reply);
        _closing = true;
    }

    /// <summary>Ends the session at a bound.</summary>
    private void CloseAt(string bound, byte[] reply)
    {
        Reached(bound);
        CloseWith(reply);
    }

    private ValueTask CloseAtAsync(string bound, byte[] reply)
    {
        CloseAt(bound, reply);
        return ValueTask.CompletedTask;
    }

    private void Reached(string bound)
    {
        SmtpMetrics.Reached(bound);
        SmtpLog.BoundReached(_server.Logger, _client.ConnectionId, bound);
    }

    private void Write(byte[] reply)
    {
        _output.Write(reply);
        _unflushed += reply.Length;
    }

    // A client that cannot be reached ends the session, and not before the host is done: what it has begun must not be given back while it is at work on it.
    private async ValueTask FlushMeanwhileAsync()
    {
        try
        {
            await FlushAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            SmtpLog.ConnectionBroke(_server.Logger, _client.ConnectionId, error);
            _closing = true;
        }
    }

    private ValueTask FlushAsync()
    {
        if (_unflushed == 0) return ValueTask.CompletedTask;
        _unflushed = 0;
        ValueTask<FlushResult> flush = _output.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully) return WaitForFlushAsync(flush);
        if (flush.Result.IsCompleted) _closing = true;
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitForFlushAsync(ValueTask<FlushResult> flush)
    {
        _abortOnExpiry = true;
        _patience = SmtpBound.WriteTime;
        _watch.Arm(_options.WriteTimeout);
        try
        {
            FlushResult result = await flush.ConfigureAwait(false);
            if (result.IsCompleted) _closing = true;
        }
        finally
        {
            _watch.Disarm();
        }
    }
}
