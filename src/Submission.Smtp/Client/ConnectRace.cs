using System.Net;
using System.Net.Sockets;

namespace Submission.Smtp.Client;

/// <summary>
/// Connects to whichever address of a server answers first (RFC 8305, section 5): they are tried in the order given, each somewhat later than the
/// one before, or at once where that has failed. The first connection is kept, the other attempts are ended.
/// </summary>
internal sealed class ConnectRace(IReadOnlyList<IPEndPoint> endPoints, SmtpClientOptions options, TimeProvider time)
{
    // Linux, ip(7): a port is chosen only when connecting, so that all ports serve each pair of addresses. Elsewhere it is not needed to be correct.
    private const int BindAddressNoPort = 24;

    private readonly List<Task<Socket?>> _running = [];
    private int _next;

    /// <summary>Runs the race.</summary>
    /// <returns>The connected socket; <see langword="null"/> and why there is none.</returns>
    /// <exception cref="OperationCanceledException">The caller has ended it.</exception>
    public async ValueTask<(Socket? Socket, SmtpClientFailure Failure)> RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(options.ConnectTimeout, time);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Socket? winner = null;
        try
        {
            winner = await FirstAsync(over.Token).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            foreach (Task<Socket?> loser in _running) (await loser.ConfigureAwait(false))?.Dispose();
        }

        if (winner is not null) return (winner, SmtpClientFailure.None);
        cancellationToken.ThrowIfCancellationRequested();
        return (null, limit.IsCancellationRequested ? SmtpClientFailure.TimedOut : SmtpClientFailure.ConnectFailed);
    }

    private async ValueTask<Socket?> FirstAsync(CancellationToken over)
    {
        while (_next < endPoints.Count || _running.Count > 0)
        {
            Task head = Task.CompletedTask;
            if (_next < endPoints.Count)
            {
                _running.Add(TryAsync(endPoints[_next++], over));
                head = _next < endPoints.Count ? Task.Delay(options.ConnectAttemptDelay, time, over) : Task.CompletedTask;
            }

            bool startsNext = false;
            while (_running.Count > 0 && !startsNext)
            {
                Task first = _next < endPoints.Count ? await Task.WhenAny([head, .. _running]).ConfigureAwait(false) : await Task.WhenAny(_running).ConfigureAwait(false);
                startsNext = ReferenceEquals(first, head);
                if (first is not Task<Socket?> attempt) continue;
                _running.Remove(attempt);
                if (await attempt.ConfigureAwait(false) is { } socket) return socket;
                startsNext = _next < endPoints.Count;
            }

            if (over.IsCancellationRequested) return null;
        }

        return null;
    }

    private async Task<Socket?> TryAsync(IPEndPoint endPoint, CancellationToken over)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if ((endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? options.LocalAddressV6 : options.LocalAddressV4) is { } local)
            {
                if (OperatingSystem.IsLinux()) socket.SetRawSocketOption((int)SocketOptionLevel.IP, BindAddressNoPort, BitConverter.GetBytes(1));
                socket.Bind(new IPEndPoint(local, 0));
            }

            await socket.ConnectAsync(endPoint, over).ConfigureAwait(false);
            return socket;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ArgumentException)
        {
            socket?.Dispose();
            return null;
        }
    }
}
