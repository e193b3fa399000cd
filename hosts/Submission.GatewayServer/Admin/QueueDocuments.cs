using Submission.Admin;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;

namespace Submission.GatewayServer.Admin;

/// <summary>Turns what the queue tells into documents.</summary>
internal static class QueueDocuments
{
    private const int LongestAnswer = 300;

    public static string WordOf(DeliveryState state) => state switch
    {
        DeliveryState.Waiting => AdminQueueWords.Waiting,
        DeliveryState.UnderWay => AdminQueueWords.UnderWay,
        DeliveryState.Held => AdminQueueWords.Held,
        _ => AdminQueueWords.Finished,
    };

    public static AdminQueueEntry EntryOf(QueuedDelivery delivery) => new(
        delivery.Message.Id.ToString(),
        SecondsOf(delivery.Age),
        delivery.Message.Mail.ReversePath.ToString(),
        delivery.Destination,
        delivery.State == DeliveryState.Finished ? delivery.Recipients.Length : delivery.Recipients.Count(static recipient => !recipient.IsDone),
        WordOf(delivery.State),
        delivery.Attempts,
        NextOf(delivery),
        delivery.HoldReason,
        delivery.HeldUntil,
        LastAnswerOf(delivery),
        delivery.Message.Account,
        delivery.Message.Size);

    /// <summary>All that is known of a message.</summary>
    /// <param name="deliveries">Its deliveries, at least one.</param>
    public static AdminQueuedMessage MessageOf(IReadOnlyList<QueuedDelivery> deliveries)
    {
        QueuedMessage message = deliveries[0].Message;
        SmtpMailParameters parameters = message.Mail.Parameters;
        return new AdminQueuedMessage(
            message.Id.ToString(),
            message.Mail.ReversePath.ToString(),
            message.Account,
            message.Client?.ToString(),
            message.AcceptedAt,
            SecondsOf(deliveries[0].Age),
            message.Size,
            message.IsSpam,
            parameters.Body switch { SmtpBodyType.SevenBit => "7BIT", SmtpBodyType.EightBitMime => "8BITMIME", _ => null },
            parameters.SmtpUtf8,
            parameters.Return switch { DsnReturn.Full => "FULL", DsnReturn.Headers => "HDRS", _ => null },
            parameters.EnvelopeId,
            message.Deliveries,
            [.. deliveries.Select(DeliveryOf)]);
    }

    public static AdminQueueStatistics StatisticsOf(QueueHealth health, QueueStatistics statistics, IReadOnlyList<DestinationSuspension> suspensions) => new(
        health.IsHealthy,
        health.Reason,
        statistics.Messages,
        statistics.Waiting,
        statistics.UnderWay,
        statistics.Held,
        [.. statistics.Destinations.Select(static destination => new AdminQueueDestination(
            destination.Destination, destination.Deliveries, SecondsOf(destination.OldestAge), destination.NextIn is { } next ? SecondsOf(next) : null))],
        SuspensionsOf(suspensions));

    public static IReadOnlyList<AdminSuspension> SuspensionsOf(IReadOnlyList<DestinationSuspension> suspensions) =>
        [.. suspensions.Select(static suspension => new AdminSuspension(suspension.Destination, suspension.Reason, suspension.Since, suspension.Until))];

    private static AdminQueuedDelivery DeliveryOf(QueuedDelivery delivery) => new(
        delivery.Destination, WordOf(delivery.State), delivery.Attempts, NextOf(delivery), delivery.HoldReason, delivery.HeldUntil, [.. delivery.Recipients.Select(RecipientOf)]);

    private static AdminQueuedRecipient RecipientOf(QueuedRecipient recipient) => new(
        recipient.Command.ForwardPath.ToString(),
        recipient.Last?.Kind switch
        {
            RecipientOutcomeKind.Delivered => "delivered",
            RecipientOutcomeKind.Failed => "failed",
            _ => AdminQueueWords.Waiting,
        },
        recipient.Command.Parameters.Notify is { } notify ? NotifyOf(notify) : null,
        recipient.Command.Parameters.OriginalRecipient?.Encoded,
        recipient.Notice switch
        {
            OwedNotice.Failed => "failed",
            OwedNotice.Delayed => "delayed",
            OwedNotice.Relayed => "relayed",
            OwedNotice.Delivered => "delivered",
            _ => null,
        },
        recipient.IsDelayTold,
        recipient.Last is { } last ? OutcomeOf(last) : null);

    private static AdminDeliveryOutcome OutcomeOf(RecipientOutcome outcome) => new(
        outcome.Text,
        outcome.Status.ToString(),
        outcome.ReplyCode == 0 ? null : outcome.ReplyCode,
        outcome.ReplyLines,
        outcome.RemoteHost,
        outcome.RemoteEndPoint,
        outcome.IsEncrypted,
        outcome.At);

    private static string NotifyOf(DsnNotify notify)
    {
        if (notify == DsnNotify.Never) return "NEVER";
        string[] words =
        [
            notify.HasFlag(DsnNotify.Success) ? "SUCCESS" : "",
            notify.HasFlag(DsnNotify.Failure) ? "FAILURE" : "",
            notify.HasFlag(DsnNotify.Delay) ? "DELAY" : "",
        ];
        return string.Join(',', words.Where(static word => word.Length > 0));
    }

    private static string? LastAnswerOf(QueuedDelivery delivery)
    {
        RecipientOutcome? latest = null;
        foreach (QueuedRecipient recipient in delivery.Recipients)
        {
            if (recipient.Last is { } last && (latest is null || last.At > latest.At)) latest = last;
        }

        if (latest is null || latest.Text.Length <= LongestAnswer) return latest?.Text;
        int length = char.IsHighSurrogate(latest.Text[LongestAnswer - 1]) ? LongestAnswer - 1 : LongestAnswer;
        return $"{latest.Text.AsSpan(0, length)}…";
    }

    private static DateTimeOffset? NextOf(QueuedDelivery delivery) => delivery.State == DeliveryState.Waiting ? delivery.NextAttemptAt : null;

    private static long SecondsOf(TimeSpan span) => Math.Max(0, (long)span.TotalSeconds);
}
