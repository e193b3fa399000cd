using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Submission.Milter.Content;
using Submission.Milter.Protocol;
using Submission.Milter.Sessions;
using Submission.Smtp.Protocol;

namespace Submission.Milter.Server;

/// <summary>
/// One connection of a mail server: packets in, answers out, one write for all that was sent at once. Only the expiry of the watch and the call to drain come from other threads.
/// </summary>
internal sealed partial class MilterDialog : IAsyncDisposable
{
    private const int FlushThreshold = 16 * 1024;

    // Before the negotiation nobody has anything longer to say.
    private const int FirstPacketSize = 4096;

    private readonly ConnectionContext _connection;
    private readonly MilterServerContext _server;
    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private readonly SessionWatch _watch;
    private readonly PromptAcknowledgement _acknowledgement;
    private readonly MilterMacros _macros = new();
    private readonly long _begun;
    private readonly ArrayBufferWriter<byte> _headers = new();
    private byte[] _flat = [];
    private Agreement? _agreement;
    private MilterSession? _session;
    private MessageAssembly? _message;
    private bool _isTls;
    private volatile Wait _wait;
    private volatile bool _draining;
    private bool _closing;
    private long? _packetBegun;
    private int _unflushed;

    public MilterDialog(ConnectionContext connection, MilterServerContext server)
    {
        _connection = connection;
        _server = server;
        _input = connection.Transport.Input;
        _output = connection.Transport.Output;
        _acknowledgement = PromptAcknowledgement.On(connection);
        _begun = server.Time.GetTimestamp();
        _watch = new SessionWatch(server.Time, Expire);
    }

    private enum Wait
    {
        None = 0,
        ForPacket,
        ForVerdict,
        ForPeer,
    }

    /// <summary>Ends the connection as soon as no message is under way. Thread-safe.</summary>
    public void Drain()
    {
        _draining = true;
        _input.CancelPendingRead();
    }

    public async Task RunAsync()
    {
        while (!_closing)
        {
            ReadResult result = await ReadAsync().ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            try
            {
                while (!_closing && TryTakePacket(ref buffer, out MilterPacket packet))
                {
                    await ObeyAsync(packet).ConfigureAwait(false);
                    if (_unflushed > FlushThreshold) await FlushAsync().ConfigureAwait(false);
                }
            }
            finally
            {
                _input.AdvanceTo(buffer.Start, buffer.End);
            }

            _packetBegun = buffer.IsEmpty ? null : _packetBegun ?? _server.Time.GetTimestamp();
            await FlushAsync().ConfigureAwait(false);
            if (result.IsCompleted) return;
            // Once told to drain it stays so: who was in the middle of a message then ends with it.
            if (_draining && _session is not { IsInTransaction: true }) _closing = true;
            else if (result.IsCanceled) EndWhereExpired();
        }
    }

    /// <summary>Ends what is under way: what is not charged is given back.</summary>
    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        if (_flat.Length > 0) ArrayPool<byte>.Shared.Return(_flat);
        if (_abandoned is { } abandoned)
        {
            // The policy still reads the message, and nobody else may use its session.
            await abandoned.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _message?.Dispose();
        if (_session is not null) await _session.DisposeAsync().ConfigureAwait(false);
        _asking?.Dispose();
    }

    private async ValueTask<ReadResult> ReadAsync()
    {
        _wait = Wait.ForPacket;
        ValueTask<ReadResult> read = _input.ReadAsync(CancellationToken.None);
        if (read.IsCompletedSuccessfully) return read.Result;
        _acknowledgement.Ask();
        _watch.Arm(Patience());
        ReadResult result = await read.ConfigureAwait(false);
        _watch.Disarm();
        return result;
    }

    private TimeSpan Patience()
    {
        if (_agreement is null) return _server.Limits.PeerTimeout - _server.Time.GetElapsedTime(_begun);
        // A packet may not be drawn out by an octet now and then.
        return _packetBegun is { } begun ? _server.Limits.PeerTimeout - _server.Time.GetElapsedTime(begun) : _server.Limits.IdleTimeout;
    }

    private void EndWhereExpired()
    {
        if (_closing || !_watch.IsExpired) return;
        ConnectionLog.TimedOut(_server.Logger, _connection.ConnectionId, _agreement is null ? "it did not begin" : _packetBegun is null ? "it had nothing to say" : "it did not end what it had begun");
        _closing = true;
    }

    private bool TryTakePacket(ref ReadOnlySequence<byte> buffer, out MilterPacket packet)
    {
        PacketState state = MilterPacket.TryRead(ref buffer, _agreement is null ? FirstPacketSize : _server.Limits.PacketSize, out packet);
        if (state == PacketState.Complete)
        {
            _packetBegun = null;
            return true;
        }

        if (state == PacketState.Empty) Violate("a packet of length 0");
        else if (state == PacketState.TooLong) Violate("a packet that is longer than Milter:PacketSize allows, or no packet at all");
        return false;
    }

    private void Expire()
    {
        // It comes late, and another wait has begun.
        if (!_watch.IsExpired) return;
        switch (_wait)
        {
            case Wait.ForPacket:
                _input.CancelPendingRead();
                break;
            case Wait.ForVerdict:
                StopAsking();
                break;
            default:
                _connection.Abort(new ConnectionAbortedException("The mail server took too long to take an answer."));
                break;
        }
    }

    private void Violate(string what)
    {
        if (_server.Violations.MayTell(out long others)) ConnectionLog.Violation(_server.Logger, _connection.ConnectionId, what, others);
        _closing = true;
    }

    /// <summary>The data of a packet in one piece, valid until the next call.</summary>
    private ReadOnlySpan<byte> Flat(in ReadOnlySequence<byte> data)
    {
        if (data.IsSingleSegment) return data.FirstSpan;
        int length = (int)data.Length;
        if (_flat.Length < length)
        {
            if (_flat.Length > 0) ArrayPool<byte>.Shared.Return(_flat);
            _flat = ArrayPool<byte>.Shared.Rent(length);
        }

        data.CopyTo(_flat);
        return _flat.AsSpan(0, length);
    }

    private ValueTask FlushAsync()
    {
        if (_unflushed == 0) return default;
        _unflushed = 0;
        ValueTask<FlushResult> flush = _output.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully) return WaitForFlushAsync(flush);
        if (flush.Result.IsCompleted) _closing = true;
        return default;
    }

    private async ValueTask WaitForFlushAsync(ValueTask<FlushResult> flush)
    {
        _wait = Wait.ForPeer;
        _watch.Arm(_server.Limits.PeerTimeout);
        FlushResult result = await flush.ConfigureAwait(false);
        _watch.Disarm();
        if (result.IsCompleted) _closing = true;
    }
}
