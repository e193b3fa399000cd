using System.Runtime.CompilerServices;
using Submission.Policy;

namespace Submission.Smtp.Client;

/// <summary>Reads the replies of a server, which may be anybody: a line has at most 2,048 octets, a reply at most 100 lines. Not thread-safe.</summary>
internal sealed class ReplyReader(Stream stream)
{
    public const int MaximumLineLength = 2048;
    public const int MaximumLines = 100;

    private readonly byte[] _buffer = new byte[2 * MaximumLineLength];
    private readonly ReplyCache _known = new();
    private int _start;
    private int _end;

    /// <summary>Whether more has come than the replies that were read.</summary>
    public bool HasMore => _end > _start;

    /// <summary>Reads one reply.</summary>
    /// <returns>The reply, or that the server has closed or broken the rules.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SmtpPeerReply> ReadAsync(CancellationToken cancellationToken)
    {
        List<string>? lines = null;
        EnhancedStatus? status = null;
        int code = 0;
        while (true)
        {
            int length;
            while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
            {
                if (_end - _start >= MaximumLineLength) return SmtpPeerReply.FromFailure(SmtpClientFailure.ProtocolViolation);
                if (!await FillAsync(cancellationToken).ConfigureAwait(false)) return SmtpPeerReply.FromFailure(SmtpClientFailure.ConnectionLost);
            }

            bool isFirst = lines is null && code == 0;
            if (isFirst && TakeKnown(length) is { } known) return known;
            int start = _start;
            ReplyLine? line = Take(length);
            if (line is null || (!isFirst && line.Code != code) || lines?.Count == MaximumLines) return SmtpPeerReply.FromFailure(SmtpClientFailure.ProtocolViolation);
            code = line.Code;
            status ??= line.Status;
            if (line.IsLast && isFirst)
            {
                SmtpPeerReply reply = SmtpPeerReply.FromReply(new SmtpReply(code, status, line.Text), [line.Text]);
                _known.Add(_buffer.AsSpan(start, length), reply);
                return reply;
            }

            (lines ??= []).Add(line.Text);
            if (line.IsLast) return SmtpPeerReply.FromReply(new SmtpReply(code, status, line.Text), lines);
        }
    }

    private SmtpPeerReply? TakeKnown(int length)
    {
        SmtpPeerReply? known = _known.Find(_buffer.AsSpan(_start, length));
        if (known is not null) _start += length + 1;
        return known;
    }

    private ReplyLine? Take(int length)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + 1;
        if (length > MaximumLineLength) return null;
        return ReplyLine.TryParse(line is [.., (byte)'\r'] ? line[..^1] : line, out ReplyLine? parsed) ? parsed : null;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        return read > 0;
    }
}
