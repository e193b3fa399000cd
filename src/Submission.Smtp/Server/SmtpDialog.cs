using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;
using Submission.Smtp.Protocol;

namespace Submission.Smtp.Server;

/// <summary>
/// One SMTP session from the greeting to the close: lines in, replies out, one write for all that was pipelined. Only the
/// expiry of the watch and the calls to drain and to stop come from other threads.
/// </summary>
internal sealed partial class SmtpDialog : IDisposable
{
    private const byte TlsHandshakeRecord = 0x16;

    private readonly ConnectionContext _connection;
    private readonly SmtpClientInfo _client;
    private readonly ISmtpSession _session;
    private readonly SmtpServerContext _server;
    private readonly SmtpServerOptions _options;
    private readonly SmtpInput _input;
    private readonly SessionWatch _watch;
    private readonly CancellationTokenSource _stop = new();
    private volatile bool _abortOnExpiry;
    private volatile bool _draining;
    private bool _closing;
    private bool _hasSpoken;
    private long? _lineStarted;
    private long _dropped;
    private bool _droppedIsAuth;
    private readonly long _begun;
    private string _patience = SmtpBound.CommandTime;

    public SmtpDialog(ConnectionContext connection, SmtpClientInfo client, ISmtpSession session, SmtpServerContext server)
    {
        _connection = connection;
        _client = client;
        _session = session;
        _server = server;
        _options = server.Options;
        _input = new SmtpInput(connection.Transport.Input);
        _output = connection.Transport.Output;
        _watch = new SessionWatch(server.Time, Expire);
        _begun = server.Time.GetTimestamp();
    }

    /// <summary>Ends the session as soon as it is in the middle of nothing. Thread-safe.</summary>
    public void Drain()
    {
        _draining = true;
        _input.Interrupt();
    }

    /// <summary>Ends the session now, whatever it is in the middle of. Thread-safe.</summary>
    public void Stop()
    {
        _ = _stop.CancelAsync(); // what the host hangs on the token must not run, or throw, on a timer's thread
        Drain();
    }

    /// <summary>A client that is silent need not be waited for any more as long as it was. Thread-safe.</summary>
    public void Hurry() => _watch.Shorten(_options.Load.CommandTimeout);

    public void Dispose()
    {
        // The source of the stop token is left alone: a timer may be about to cancel it, and it holds nothing.
        _watch.Dispose();
        _whileConnected?.Dispose();
        DisposeTls();
    }

    public async Task RunAsync()
    {
        _server.Load.Enter(this);
        try
        {
            if (await GreetAsync().ConfigureAwait(false)) await ObeyAsync().ConfigureAwait(false);
            await FlushAsync().ConfigureAwait(false);
            await CloseTlsAsync().ConfigureAwait(false);
        }
        finally
        {
            _server.Load.Leave(this);
            _chunks?.Dispose();
            _input.Release();
        }
    }

    // A client that begins with TLS on a cleartext listener could not read a reply.
    private bool HasTlsRecord => !_input.IsEmpty && _input.Buffer.FirstSpan[0] == TlsHandshakeRecord;

    private async ValueTask<bool> GreetAsync()
    {
        if (_client.Mode == SmtpListenerMode.ImplicitTls && !await UpgradeAsync().ConfigureAwait(false)) return false;
        SmtpAnswer answer = await AskAsync(static (session, _, token) => session.ConnectAsync(token), 0).ConfigureAwait(false);
        if (!answer.IsPositive)
        {
            answer = answer with { Close = true };
        }
        else if (_input.Look())
        {
            if (!HasTlsRecord) CloseWith(Replies.SpokeTooEarly);
            return false;
        }

        Answer(answer, _server.Greeting);
        return !_closing;
    }

    private async ValueTask ObeyAsync()
    {
        while (!_closing && (_hasSpoken || !HasTlsRecord))
        {
            LineState state = _input.TryReadLine(LineLimit(), out ReadOnlySequence<byte> line);
            if (state == LineState.Complete && _dropped == 0)
            {
                _lineStarted = null;
                await TakeLineAsync(line).ConfigureAwait(false);
                if (_unflushed > FlushThreshold) await FlushAsync().ConfigureAwait(false);
            }
            else if (state is LineState.Complete or LineState.TooLong)
            {
                EndLongLine(_dropped == 0 ? IsOfAuth(line) : _droppedIsAuth);
            }
            else
            {
                if (state == LineState.Endless || _dropped > 0) DropLongLine();
                if (!_closing) await WaitForLineAsync().ConfigureAwait(false);
            }
        }
    }

    private ValueTask TakeLineAsync(in ReadOnlySequence<byte> line)
    {
        if (line.IsSingleSegment) return ObeyLineAsync(line.FirstSpan);
        byte[] whole = ArrayPool<byte>.Shared.Rent((int)line.Length);
        line.CopyTo(whole);
        ValueTask obeyed = ObeyLineAsync(whole.AsSpan(0, (int)line.Length));
        ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        return obeyed;
    }

    private int LineLimit() =>
        IsOfAuth(_input.Buffer) ? Math.Max(_options.MaximumLineLength, _options.MaximumAuthenticationLineLength) : _options.MaximumLineLength;

    // The verb may lie across two segments.
    private bool IsOfAuth(in ReadOnlySequence<byte> line)
    {
        if (_auth is not null) return true;
        if (line.FirstSpan.Length > 4) return StartsWithAuth(line.FirstSpan);
        if (line.Length <= 4) return false;
        Span<byte> begin = stackalloc byte[5];
        line.Slice(0, 5).CopyTo(begin);
        return StartsWithAuth(begin);
    }

    private static bool StartsWithAuth(ReadOnlySpan<byte> line) => CommandLine.Parse(line[..5]).Verb == SmtpVerb.Auth;

    private void DropLongLine()
    {
        if (_dropped == 0) _droppedIsAuth = IsOfAuth(_input.Buffer);
        _dropped += _input.Buffer.Length;
        _input.Consume(_input.Buffer.Length);
        if (_dropped > _options.MaximumDroppedLineLength) CloseAt(SmtpBound.DroppedLine, Replies.LineTooLong);
    }

    private void EndLongLine(bool isOfAuth)
    {
        _dropped = 0;
        _lineStarted = null;
        _auth = null;
        Reached(SmtpBound.Line);
        Refuse(isOfAuth ? Replies.AuthLineTooLong : Replies.LineTooLong);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitForLineAsync()
    {
        await FlushAsync().ConfigureAwait(false);
        if (_draining)
        {
            CloseWith(Replies.ShuttingDown);
            return;
        }

        if (!ArmForLine()) return;
        InputEvent received = await _input.FillAsync().ConfigureAwait(false);
        if (received == InputEvent.Closed) _closing = true;
        else if (received == InputEvent.Interrupted && _watch.IsExpired) CloseAt(_patience, _patience == SmtpBound.SessionTime ? Replies.SessionTooLong : Replies.TimedOut);
        _watch.Disarm();
    }

    private bool ArmForLine()
    {
        _abortOnExpiry = false;
        TimeSpan rest = _options.SessionTimeout - _server.Time.GetElapsedTime(_begun);
        if (rest <= TimeSpan.Zero)
        {
            CloseAt(SmtpBound.SessionTime, Replies.SessionTooLong);
            return false;
        }

        bool isSilent = _input.IsEmpty && _dropped == 0;
        TimeSpan limit;
        if (isSilent)
        {
            limit = _server.Load.Silence(_hasSpoken ? _options.CommandTimeout : _options.GreetingTimeout);
            _patience = _hasSpoken ? SmtpBound.CommandTime : SmtpBound.GreetingTime;
        }
        else
        {
            // A line may not be drawn out by an octet now and then.
            _lineStarted ??= _server.Time.GetTimestamp();
            limit = _options.LineTimeout - _server.Time.GetElapsedTime(_lineStarted.Value);
            _patience = SmtpBound.LineTime;
        }

        if (rest < limit) _patience = SmtpBound.SessionTime;
        _watch.Arm(rest < limit ? rest : limit, canBeShortened: isSilent);
        // The load may have risen in between, and only those who are armed are told.
        if (isSilent && _server.Load.Level != SmtpLoadLevel.Normal) Hurry();
        return true;
    }

    private void Expire()
    {
        // It comes late, and another wait has begun.
        if (!_watch.IsExpired) return;
        if (!_abortOnExpiry)
        {
            _input.Interrupt();
            return;
        }

        Reached(_patience);
        _ = _stop.CancelAsync();
        _connection.Abort(new ConnectionAbortedException("The client took too long."));
    }
}
