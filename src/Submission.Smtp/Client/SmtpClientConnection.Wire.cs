using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Submission.Smtp.Client;

/// <content>What goes out and what comes in, each within its time.</content>
public sealed partial class SmtpClientConnection
{
    // Under TLS there may be records that carry no octets.
    private bool HasUnaskedReply => _replies.HasMore || (IsUsable && !IsEncrypted && _socket.Available > 0);

    private void Use(Stream stream)
    {
        _stream = stream;
        _replies = new ReplyReader(stream);
        _output = PipeWriter.Create(stream, new StreamPipeWriterOptions(minimumBufferSize: 16 * 1024, leaveOpen: true));
    }

    private ValueTask<SmtpPeerReply> AskAsync(ReadOnlySpan<byte> command, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!IsUsable) return new(SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost));
        _output.Write(command);
        return FlushAndReadAsync(limit, cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SmtpPeerReply> FlushAndReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (HasUnaskedReply) return await ReadUnaskedAsync(limit, cancellationToken).ConfigureAwait(false);
        await FlushAsync(limit, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(limit, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what was said before anything was asked. Taken for the answer to the next command it would say yes to a message that was never read.</summary>
    private async ValueTask<SmtpPeerReply> ReadUnaskedAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        SmtpPeerReply unasked = await ReadAsync(limit, cancellationToken).ConfigureAwait(false);
        return IsUsable ? Fail(SmtpClientFailure.ProtocolViolation) : unasked;
    }

    /// <summary>MAIL, RCPT and BDAT are answered by yes or no; 3xx would ask for more where there is none.</summary>
    private SmtpPeerReply Completed(SmtpPeerReply reply) => reply.Reply is { Code: >= 300 and < 400 } ? Fail(SmtpClientFailure.ProtocolViolation) : reply;

    /// <summary>Sends what was written. Where that fails a reply may still be there to be read, which says more.</summary>
    /// <returns>Whether all was sent.</returns>
    private ValueTask<bool> FlushAsync(TimeSpan limit, CancellationToken cancellationToken) => SendAsync(default, limit, cancellationToken);

    /// <summary>Sends octets that must not pass through the buffers of what is written, or what was written where there are none.</summary>
    /// <returns>Whether all was sent.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> octets, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            _watch.Arm(limit);
            if (octets.IsEmpty) await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
            else await _stream.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
            _watch.Disarm();
            if (_watch.IsExpired) Abandon(); // in the same instant
            return true;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            Abandon();
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SmtpPeerReply> ReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_watch.IsExpired) return Fail(SmtpClientFailure.TimedOut);
        try
        {
            _watch.Arm(limit);
            SmtpPeerReply reply = await _replies.ReadAsync(cancellationToken).ConfigureAwait(false);
            _watch.Disarm();
            // RFC 5321, section 3.8: a server that says 421 closes. What came in the instant of its time-out counts, but nothing can come after it.
            if (reply.IsConnectionLost || reply.Reply is { Code: 421 } || _watch.IsExpired) Abandon();
            return reply;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return Fail(_watch.IsExpired ? SmtpClientFailure.TimedOut : SmtpClientFailure.ConnectionLost);
        }
        catch (OperationCanceledException)
        {
            Abandon();
            throw;
        }
    }

    private SmtpPeerReply Fail(SmtpClientFailure failure)
    {
        Abandon();
        return SmtpPeerReply.FromFailure(failure);
    }

    private void Abandon()
    {
        IsUsable = false;
        _socket.Dispose();
    }
}
