using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Server;

/// <content>DATA and BDAT.</content>
internal sealed partial class SmtpDialog
{
    private MessageSpool? _chunks;
    private ContentScanner? _chunksScanner;
    private DataMeter _chunksMeter;
    private bool _onlyQuit;
    private CancellationTokenSource? _whileConnected;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DataAsync()
    {
        byte[]? misplaced = _mail is null ? Replies.MailFirst : _chunks is not null ? Replies.ChunksBegun : _recipients == 0 ? Replies.NoRecipients : null;
        if (misplaced is not null)
        {
            Refuse(misplaced);
            CloseBeforeUnwantedData();
            return;
        }

        SmtpAnswer answer = await AskAsync(static (session, _, token) => session.DataStartingAsync(token), 0).ConfigureAwait(false);
        if (!answer.IsPositive || answer.Close)
        {
            Answer(answer, Replies.StartData);
            CloseBeforeUnwantedData();
            return;
        }

        if (_closing) return;
        Write(Replies.StartData);
        await FlushAsync().ConfigureAwait(false);
        using MessageSpool spool = NewSpool();
        DotDecoder decoder = new(spool, _options.MaximumDataLineLength);
        DataMeter meter = new(_server.Time.GetTimestamp());
        while (!TakeData(decoder, spool, ref meter))
        {
            if (meter.Dropped > _options.MaximumDroppedDataLength) await CloseInDataAsync(spool).ConfigureAwait(false);
            if (_closing || !await WaitForDataAsync(meter).ConfigureAwait(false)) return;
        }

        await EndDataAsync(spool).ConfigureAwait(false);
        _onlyQuit = decoder.EndIsDoubtful;
    }

    // A client that sends the data all the same, without having waited for the answer, must not have it taken for commands (RFC 2920, section 3.1).
    private void CloseBeforeUnwantedData()
    {
        if (!_closing && _input.Look()) CloseWith(Replies.SpokeBeforeTheAnswer);
    }

    // Nobody reads on for ever only to be polite.
    private async ValueTask CloseInDataAsync(MessageSpool spool)
    {
        SmtpMetrics.Refused.Add(1);
        byte[] reply = ReplyTo(spool);
        await EndTransactionAsync().ConfigureAwait(false);
        CloseAt(SmtpBound.DroppedData, reply);
    }

    private bool TakeData(DotDecoder decoder, MessageSpool spool, ref DataMeter meter)
    {
        ReadOnlySequence<byte> buffer = _input.Buffer;
        bool isDropped = spool.Fault != ContentFault.None;
        long taken = 0;
        foreach (ReadOnlyMemory<byte> segment in buffer)
        {
            taken += decoder.Take(segment.Span);
            if (decoder.HasEnded) break;
        }

        _input.Consume(taken);
        meter.Add(taken, isDropped);
        return decoder.HasEnded;
    }

    private ValueTask ChunkAsync(ReadOnlySpan<byte> argument)
    {
        int space = argument.IndexOf((byte)' ');
        ReadOnlySpan<byte> size = space < 0 ? argument : argument[..space];
        bool last = space >= 0;
        bool valid = Utf8Parser.TryParse(size, out long length, out int consumed) && consumed == size.Length && length >= 0
            && !size.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && (!last || System.Text.Ascii.EqualsIgnoreCase(argument[space..].Trim((byte)' '), "LAST"u8));

        // Where the chunk ends is unknown, so that what follows could be taken for commands.
        return valid ? ChunkAsync(length, last) : CloseAsync(Replies.BadArgument);
    }

    private async ValueTask ChunkAsync(long length, bool last)
    {
        byte[]? misplaced = _mail is null ? Replies.MailFirst : _recipients == 0 ? Replies.NoRecipients : null;
        SmtpAnswer refusal = default;
        if (misplaced is null && _chunks is null)
        {
            _chunks = NewSpool();
            _chunksScanner = new ContentScanner(_options.MaximumDataLineLength);
            _chunksMeter = new DataMeter(_server.Time.GetTimestamp());
            refusal = await AskAsync(static (session, _, token) => session.DataStartingAsync(token), 0).ConfigureAwait(false);
            if (!refusal.IsPositive) _chunks.Fail(ContentFault.Refused);
        }

        bool failedBefore = _chunks is { Fault: not ContentFault.None };
        if (_closing || !await SwallowAsync(length, misplaced).ConfigureAwait(false)) return;
        if (misplaced is not null) Refuse(misplaced);
        else if (!refusal.IsPositive) Answer(refusal, Replies.Ok);
        else if (failedBefore) Refuse(Replies.ChunksFailed);
        else if (last) await EndChunksAsync().ConfigureAwait(false);
        else if (_chunks!.Fault != ContentFault.None) Write(ReplyTo(_chunks));
        else Write(Replies.ChunkOk);
    }

    /// <summary>Reads the octets of a chunk, also those that nobody wants: they must never be taken for commands (RFC 3030, section 2).</summary>
    /// <returns>Whether all have come.</returns>
    private async ValueTask<bool> SwallowAsync(long rest, byte[]? misplaced)
    {
        bool isWanted = misplaced is null;
        DataMeter meter = isWanted ? _chunksMeter : new DataMeter(_server.Time.GetTimestamp());
        while (true)
        {
            ReadOnlySequence<byte> piece = _input.Buffer.Slice(0, Math.Min(rest, _input.Buffer.Length));
            meter.Add(piece.Length, !isWanted || _chunks!.Fault != ContentFault.None);
            if (isWanted)
            {
                foreach (ReadOnlyMemory<byte> segment in piece) _chunksScanner!.Take(segment.Span, _chunks!);
                _chunksMeter = meter;
            }

            rest -= piece.Length;
            _input.Consume(piece.Length);
            if (rest == 0) return true;
            await FlushAsync().ConfigureAwait(false);
            if (meter.Dropped > _options.MaximumDroppedDataLength)
            {
                if (isWanted) await CloseInDataAsync(_chunks!).ConfigureAwait(false);
                else CloseAt(SmtpBound.DroppedData, misplaced!);
                return false;
            }

            if (!await WaitForDataAsync(meter).ConfigureAwait(false)) return false;
        }
    }

    private async ValueTask EndChunksAsync()
    {
        using MessageSpool spool = _chunks!;
        _chunksScanner!.End(spool);
        await EndDataAsync(spool).ConfigureAwait(false);
    }

    private async ValueTask EndDataAsync(MessageSpool spool)
    {
        MessageBody? body = spool.Complete();
        if (body is null)
        {
            SmtpMetrics.Refused.Add(1);
            byte[] reply = ReplyTo(spool);
            await EndTransactionAsync().ConfigureAwait(false);
            if (spool.Fault == ContentFault.NoStorage) Write(reply);
            else Refuse(reply);
            return;
        }

        _idleCommands = 0;
        long begun = _server.Load.Answers.Begin();
        SmtpAnswer answer;
        try
        {
            answer = await AskAsync(static (session, message, token) => session.MessageAsync(message, token), body, WhileConnected()).ConfigureAwait(false);
        }
        finally
        {
            _server.Load.Answers.End(begun);
        }

        (answer.IsPositive ? SmtpMetrics.Messages : SmtpMetrics.Refused).Add(1);
        _chunks = null; // the caller owns it
        ForgetTransaction();
        Answer(answer, Replies.Ok);
    }

    // A message may be looked at for long, and a client that goes away meanwhile has not sent it (RFC 5321, section 4.1.1.10).
    private CancellationToken WhileConnected() =>
        (_whileConnected ??= CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _connection.ConnectionClosed)).Token;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitForDataAsync(DataMeter meter)
    {
        (TimeSpan limit, string bound) = meter.Patience(_options, _server.Time);
        _abortOnExpiry = false;
        _watch.Arm(limit);
        InputEvent received = await _input.FillAsync().ConfigureAwait(false);
        if (received == InputEvent.Closed) _closing = true;
        else if (_stop.IsCancellationRequested) CloseWith(Replies.ShuttingDown);
        else if (received == InputEvent.Interrupted && _watch.IsExpired) CloseAt(bound, Replies.TimedOut);
        _watch.Disarm();
        return !_closing;
    }

    private MessageSpool NewSpool() => new(_options.MaximumMessageSize, _options.SpoolThreshold, _options.SpoolDirectory, _options.MaximumHeaderSize);

    private byte[] ReplyTo(MessageSpool spool)
    {
        if (spool.Fault == ContentFault.NoStorage) SmtpLog.SpoolFailed(_server.Logger, _client.ConnectionId, spool.StorageError);
        else SmtpLog.ContentRefused(_server.Logger, _client.ConnectionId, _client.Remote.Address, spool.Fault);
        string? bound = spool.Fault switch
        {
            ContentFault.TooBig => SmtpBound.MessageSize,
            ContentFault.HeaderTooBig => SmtpBound.HeaderSize,
            ContentFault.LineTooLong => SmtpBound.DataLine,
            _ => null,
        };
        if (bound is not null) Reached(bound);
        return spool.Fault switch
        {
            ContentFault.TooBig => Replies.TooBig,
            ContentFault.HeaderTooBig => Replies.HeaderTooBig,
            ContentFault.LineTooLong => Replies.ContentLineTooLong,
            ContentFault.NoStorage => Replies.NoStorage,
            _ => Replies.BadContent,
        };
    }
}
