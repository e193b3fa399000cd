using System.Threading.Channels;
using Grpc.Core;
using Submission.Policy.Client.Calls;

namespace Submission.Policy.Client.Sessions;

/// <summary>
/// One stream of facts. Facts are sent in the order in which they are told, without waiting for answers; each answer goes to the fact that it belongs to. Once the stream is over, for
/// whatever reason, every fact ends with that reason. Thread-safe.
/// </summary>
internal sealed class FactStream : IAsyncDisposable
{
    // What goes out in one piece with the facts behind it.
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);

    private readonly AsyncDuplexStreamingCall<Wire.SessionRequest, Wire.SessionResponse> _call;
    private readonly TimeSpan _deadline;
    private readonly TimeProvider _time;
    private readonly Channel<OutgoingFact> _outgoing = Channel.CreateUnbounded<OutgoingFact>();
    private readonly Queue<PendingAnswer> _pending = new();
    private readonly Lock _order = new();
    private readonly Task _writing;
    private readonly Task _reading;
    private PolicyServiceException? _end;
    private ulong _last;

    public FactStream(ServiceCalls calls)
    {
        _deadline = calls.Deadline;
        _time = calls.Time;
        _call = calls.OpenSession();
        _writing = WriteAsync();
        _reading = ReadAsync();
    }

    /// <summary>Tells a fact and waits for its answer.</summary>
    /// <exception cref="PolicyServiceException">There is none: the stream is over, or the deadline has passed, which ends the stream.</exception>
    public async Task<Wire.SessionResponse> AskAsync(Wire.SessionRequest fact, CancellationToken cancellationToken) =>
        await TryAskAsync(fact, cancellationToken).ConfigureAwait(false) ?? throw Ended();

    /// <summary>Tells a fact and waits for its answer.</summary>
    /// <returns>The answer; <see langword="null"/> where the stream is over.</returns>
    public async Task<Wire.SessionResponse?> TryAskAsync(Wire.SessionRequest fact, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PendingAnswer pending;
        lock (_order)
        {
            if (_end is not null) return null;
            fact.CorrelationId = ++_last;
            pending = new PendingAnswer(_last);
            _pending.Enqueue(pending);
            _outgoing.Writer.TryWrite(new OutgoingFact(fact, null));
        }

        try
        {
            return await pending.Answer.WaitAsync(_deadline, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nobody knows what became of the fact; the service gives back what is reserved when the stream ends.
            End(ServiceErrors.NoAnswer(_deadline));
            return null;
        }
    }

    /// <summary>Tells what is not answered, and waits until it has been sent.</summary>
    public async Task TellAsync(Wire.SessionRequest fact, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var sent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_order)
        {
            if (_end is not null) throw Ended();
            _outgoing.Writer.TryWrite(new OutgoingFact(fact, sent));
        }

        try
        {
            if (!await sent.Task.WaitAsync(_deadline, _time, cancellationToken).ConfigureAwait(false)) throw Ended();
        }
        catch (TimeoutException)
        {
            End(ServiceErrors.NoAnswer(_deadline));
            throw Ended();
        }
    }

    /// <summary>Ends the stream, and waits until the service has ended it too: by then it has given back what was reserved.</summary>
    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        using var patience = new CancellationTokenSource(_deadline, _time);
        using CancellationTokenRegistration end = patience.Token.UnsafeRegister(static call => ((IDisposable)call!).Dispose(), _call);
        await Task.WhenAll(_writing, _reading).ConfigureAwait(false);
        _call.Dispose();
    }

    // The cause is told anew to everyone who asks, so that each stack trace is that of the asker.
    private PolicyServiceException Ended()
    {
        PolicyServiceException end = Volatile.Read(ref _end)!;
        return new PolicyServiceException(end.Status, end.Message, end.Field, end);
    }

    private async Task WriteAsync()
    {
        ChannelReader<OutgoingFact> facts = _outgoing.Reader;
        OutgoingFact outgoing = default;
        try
        {
            while (await facts.WaitToReadAsync().ConfigureAwait(false))
            {
                while (facts.TryRead(out outgoing))
                {
                    _call.RequestStream.WriteOptions = facts.TryPeek(out _) ? Buffered : null;
                    await _call.RequestStream.WriteAsync(outgoing.Fact).ConfigureAwait(false);
                    outgoing.Sent?.TrySetResult(true);
                }
            }

            await _call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The reading side learns why the stream is over; what went wrong here is its echo, and counts only where there is no other word.
            await _reading.ConfigureAwait(false);
            End(Describe(exception));
            outgoing.Sent?.TrySetResult(false);
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _call.ResponseStream.MoveNext(CancellationToken.None).ConfigureAwait(false))
            {
                if (Take(_call.ResponseStream.Current)) continue;
                End(new PolicyServiceException(StatusCode.Internal, "The policy service has answered what it was not asked; the session is over."));
                return;
            }

            End(new PolicyServiceException(StatusCode.Unavailable, "The policy service has ended the session."));
        }
        catch (Exception exception)
        {
            End(Describe(exception));
        }
    }

    private bool Take(Wire.SessionResponse answer)
    {
        PendingAnswer? pending;
        lock (_order)
        {
            if (!_pending.TryPeek(out pending) || pending.Id != answer.CorrelationId) return false;
            _pending.Dequeue();
        }

        pending.End(answer);
        return true;
    }

    private void End(PolicyServiceException reason)
    {
        lock (_order)
        {
            if (_end is not null) return;
            _end = reason;
            _outgoing.Writer.TryComplete();
            while (_outgoing.Reader.TryRead(out OutgoingFact outgoing)) outgoing.Sent?.TrySetResult(false);
            while (_pending.TryDequeue(out PendingAnswer? pending)) pending.End(null);
        }

        _call.Dispose();
    }

    private static PolicyServiceException Describe(Exception exception) => exception is RpcException rpc
        ? ServiceErrors.Read(rpc)
        : new PolicyServiceException(StatusCode.Unavailable, $"The connection to the policy service is lost: {exception.Message}", null, exception);
}
