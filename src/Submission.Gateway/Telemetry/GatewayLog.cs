using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Telemetry;

/// <summary>What the engine writes to the log: one line for each change of state, always with the id.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(300, LogLevel.Information, "{Id} queued from <{Sender}> with {Recipients} recipients, {Size} octets")]
    public static partial void Queued(ILogger logger, TransactionId id, string sender, int recipients, long size);

    [LoggerMessage(301, LogLevel.Information, "{Id} delivered to <{Recipient}> by {Host}: {Text}")]
    public static partial void Delivered(ILogger logger, TransactionId id, string recipient, string? host, string text);

    [LoggerMessage(302, LogLevel.Information, "{Id} deferred for <{Recipient}> by {Host}, again in {RetryAfter}: {Text}")]
    public static partial void Deferred(ILogger logger, TransactionId id, string recipient, string? host, string text, TimeSpan retryAfter);

    [LoggerMessage(303, LogLevel.Information, "{Id} failed for <{Recipient}> at {Host}: {Text}")]
    public static partial void Failed(ILogger logger, TransactionId id, string recipient, string? host, string text);

    [LoggerMessage(304, LogLevel.Information, "{Id} expired for <{Recipient}> at {Host}: {Text}")]
    public static partial void Expired(ILogger logger, TransactionId id, string recipient, string? host, string text);

    [LoggerMessage(305, LogLevel.Information, "{Id} notice {Notice} sent to <{Sender}>")]
    public static partial void NoticeSent(ILogger logger, TransactionId id, TransactionId notice, string sender);

    [LoggerMessage(306, LogLevel.Information, "{Id} needs no notice after all")]
    public static partial void NoticeNotSent(ILogger logger, TransactionId id);

    [LoggerMessage(307, LogLevel.Error, "{Id} notice cannot be written, tried again in {RetryAfter}")]
    public static partial void NoticeFailed(ILogger logger, TransactionId id, TimeSpan retryAfter, Exception exception);

    [LoggerMessage(308, LogLevel.Warning, "{Id} claim for {Destination} is lost: it is tried elsewhere, or was changed by an operator")]
    public static partial void ClaimLost(ILogger logger, TransactionId id, string destination);

    [LoggerMessage(309, LogLevel.Warning, "{Id} result for {Destination} cannot be written yet: {Reason}")]
    public static partial void WriteRepeated(ILogger logger, TransactionId id, string destination, string reason);

    [LoggerMessage(310, LogLevel.Warning, "{Id} result for {Destination} was not written before the gateway stopped; the message may be delivered twice")]
    public static partial void ResultLost(ILogger logger, TransactionId id, string destination);

    [LoggerMessage(311, LogLevel.Error, "{Id} result for {Destination} cannot be written")]
    public static partial void WriteFailed(ILogger logger, TransactionId id, string destination, Exception exception);

    [LoggerMessage(312, LogLevel.Error, "{Id} attempt failed within the gateway")]
    public static partial void AttemptFailed(ILogger logger, TransactionId id, Exception exception);

    [LoggerMessage(313, LogLevel.Warning, "Lane {Lane} rests for {Rest}: {Reason}")]
    public static partial void LaneRests(ILogger logger, string lane, TimeSpan rest, string reason);

    [LoggerMessage(314, LogLevel.Warning, "The queue is not available, {Work} waits: {Reason}")]
    public static partial void QueueUnavailable(ILogger logger, string work, string reason);

    [LoggerMessage(315, LogLevel.Information, "The queue is available again, {Work} goes on")]
    public static partial void QueueAvailable(ILogger logger, string work);

    [LoggerMessage(316, LogLevel.Error, "{Work} failed and goes on")]
    public static partial void LoopFailed(ILogger logger, string work, Exception exception);

    [LoggerMessage(317, LogLevel.Warning, "More than {Capacity} reports of deliveries wait to be told to the policy; the newest are dropped")]
    public static partial void ReportsDropped(ILogger logger, int capacity);

    [LoggerMessage(318, LogLevel.Warning, "{Id} report of a delivery was not taken by the policy")]
    public static partial void ReportFailed(ILogger logger, string id, Exception exception);

    [LoggerMessage(319, LogLevel.Information, "Delivery stopped: {Aborted} attempts were cut off")]
    public static partial void Stopped(ILogger logger, int aborted);

    [LoggerMessage(320, LogLevel.Error, "{Id} cannot be read from the queue: {Reason}")]
    public static partial void BodyDamaged(ILogger logger, TransactionId id, string reason);
}
