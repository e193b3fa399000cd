using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Submission.PostfixPolicy.Hosting;
using Submission.PostfixPolicy.Protocol;
using Submission.PostfixPolicy.Sessions;

namespace Submission.PostfixPolicy.Server;

/// <summary>One connection of Postfix: requests in, answers out in the same order, flushed together where requests came together. <see cref="Look"/> and <see cref="Stop"/> may be called from other threads.</summary>
internal sealed class PolicyConnection(ConnectionContext context, long id, PolicyServer server, PolicyAnswers answers, SessionServices services) : IDisposable
{
    // Postfix writes a request at once and reads the answer at once.
    private const int TransferTimeout = 30;

    // What may wait for a flush; a client that sends without end and reads is answered all the same.
    private const int MaximumUnflushed = 16 * 1024;

    private readonly RequestFramer _framer = new();
    private readonly Asker _asker = new(id);
    private volatile int _waiting;
    private volatile int _since = server.Now;
    private volatile bool _isStopping;
    private volatile string? _expired;
    private int _unflushed;

    private enum Wait
    {
        Nothing,
        Request,
        RestOfRequest,
        Reader,
    }

    private PostfixPolicySettings Settings => services.Settings;

    /// <summary>Serves the connection to its end.</summary>
    public async Task RunAsync()
    {
        PipeReader input = context.Transport.Input;
        while (true)
        {
            Await(_framer.IsWaiting ? Wait.RestOfRequest : Wait.Request);
            ReadResult result = await input.ReadAsync().ConfigureAwait(false);
            _waiting = (int)Wait.Nothing;
            if (_expired is { } why)
            {
                PostfixPolicyLog.ConnectionClosed(services.Logger, context.ConnectionId, why);
                return;
            }

            ReadOnlySequence<byte> buffer = result.Buffer;
            bool isReadable = true;
            while (isReadable && _framer.TryRead(ref buffer, _asker.Request))
            {
                isReadable = _asker.Request.Fault != RequestFault.TooLong;
                ValueTask<PolicyAction> answer = answers.AnswerAsync(_asker);
                // Who has an answer must not wait for the next.
                if (!answer.IsCompleted && _unflushed > 0 && !await FlushAsync().ConfigureAwait(false)) return;
                Write((await answer.ConfigureAwait(false)).Octets.Span);
                if (_unflushed > MaximumUnflushed && !await FlushAsync().ConfigureAwait(false)) return;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (_unflushed > 0 && !await FlushAsync().ConfigureAwait(false)) return;
            if (!isReadable || result.IsCompleted || (_isStopping && !_framer.IsWaiting)) return;
        }
    }

    public void Dispose() => _asker.Dispose();

    /// <summary>Closes the connection as soon as nothing is under way.</summary>
    public void Stop()
    {
        _isStopping = true;
        context.Transport.Input.CancelPendingRead();
    }

    /// <summary>Ends the connection where it has waited for too long.</summary>
    /// <param name="now">The present beat of the server.</param>
    public void Look(int now)
    {
        // In the other order than they are written: what is waited for is never taken to have lasted since an earlier wait began.
        var what = (Wait)_waiting;
        int waited = now - _since;
        switch (what)
        {
            case Wait.Request when waited > Settings.IdleTimeout.TotalSeconds:
                Expire("nothing was asked for too long");
                break;
            case Wait.RestOfRequest when waited > TransferTimeout:
                Expire("a request did not come to its end");
                break;
            case Wait.Reader when waited > TransferTimeout:
                context.Abort(new ConnectionAbortedException("the answers were not taken"));
                break;
        }
    }

    private void Expire(string why)
    {
        _expired = why;
        context.Transport.Input.CancelPendingRead();
    }

    private void Await(Wait what)
    {
        _since = server.Now;
        _waiting = (int)what;
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        context.Transport.Output.Write(octets);
        _unflushed += octets.Length;
    }

    /// <summary>Sends what is written. A client that does not read is waited for, and nothing more is read from it meanwhile.</summary>
    /// <returns>Whether there is still somebody who reads.</returns>
    private async ValueTask<bool> FlushAsync()
    {
        _unflushed = 0;
        ValueTask<FlushResult> flush = context.Transport.Output.FlushAsync();
        if (flush.IsCompletedSuccessfully) return !flush.Result.IsCompleted;
        Await(Wait.Reader);
        FlushResult result = await flush.ConfigureAwait(false);
        _waiting = (int)Wait.Nothing;
        return !result.IsCompleted;
    }
}
