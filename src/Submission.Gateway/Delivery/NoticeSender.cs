using Microsoft.Extensions.Logging;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Gateway.Signing;
using Submission.Gateway.Telemetry;

namespace Submission.Gateway.Delivery;

/// <summary>Writes the notices that are owed and puts them into the queue. One that cannot be written is tried again later, and keeps no other waiting.</summary>
internal sealed class NoticeSender(IMessageQueue queue, NoticeWriter writer, Alarm alarm, Alarm reader, IMessageSigner? signer, TimeProvider time, ILogger logger)
{
    private const int MaximumFailed = 1_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly List<FailedNotice> _failed = [];

    /// <summary>Writes all notices that are due, and waits until more are.</summary>
    public async ValueTask StepAsync(CancellationToken cancellationToken)
    {
        await RepeatAsync(cancellationToken).ConfigureAwait(false);
        while (await queue.ClaimNoticesAsync(cancellationToken).ConfigureAwait(false) is { } owed) await TryAsync(owed, FirstPause, cancellationToken).ConfigureAwait(false);
        await alarm.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask RepeatAsync(CancellationToken cancellationToken)
    {
        for (int i = _failed.Count - 1; i >= 0; i--)
        {
            FailedNotice failed = _failed[i];
            TimeSpan left = failed.Pause - time.GetElapsedTime(failed.At);
            if (left > TimeSpan.Zero)
            {
                // The alarm knows the earliest moment only.
                alarm.RingIn(left);
                continue;
            }

            _failed.RemoveAt(i);
            TimeSpan pause = failed.Pause * 2;
            await TryAsync(failed.Owed, pause < LongestPause ? pause : LongestPause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask TryAsync(OwedNotices owed, TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(owed, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // The claim comes back by itself when its lease ends; until then it is kept here.
            if (_failed.Count < MaximumFailed) _failed.Add(new FailedNotice(owed, time.GetTimestamp(), pause));
            alarm.RingIn(pause);
            GatewayLog.NoticeFailed(logger, owed.Message.Id, pause, error);
            if (error is QueueUnavailableException) throw;
        }
    }

    private async ValueTask SendAsync(OwedNotices owed, CancellationToken cancellationToken)
    {
        using QueuedBody? body = await OpenAsync(owed.Message, cancellationToken).ConfigureAwait(false);
        NewMessage? notice = owed.Message.Mail.ReversePath.IsNull ? null : await writer.WriteAsync(owed, body?.Content, cancellationToken).ConfigureAwait(false);
        if (notice is not null && signer is not null) notice = await signer.SignedAsync(notice, cancellationToken).ConfigureAwait(false);
        if (!await queue.CompleteNoticesAsync(owed, notice, cancellationToken).ConfigureAwait(false)) return;
        if (notice is null)
        {
            GatewayLog.NoticeNotSent(logger, owed.Message.Id);
            return;
        }

        GatewayLog.NoticeSent(logger, owed.Message.Id, notice.Id, owed.Message.Mail.ReversePath.ToString());
        GatewayMetrics.NoticeWritten();
        reader.Ring();
    }

    private async ValueTask<QueuedBody?> OpenAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await queue.OpenBodyAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return null; // the sender is told all the same
        }
    }

    private readonly record struct FailedNotice(OwedNotices Owed, long At, TimeSpan Pause);
}
