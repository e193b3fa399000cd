namespace Submission.Admin;

/// <summary>All that is known of a message in the queue: the answer to <c>GET /v1/queue/{id}</c>.</summary>
/// <param name="Id">The message.</param>
/// <param name="Sender">The sender; empty for notices.</param>
/// <param name="Account">The login of the account that sent it; <see langword="null"/> for none.</param>
/// <param name="Client">The address of the client that sent it; <see langword="null"/> for the gateway's own notices.</param>
/// <param name="AcceptedAt">When it was stored, by the queue's clock.</param>
/// <param name="AgeSeconds">Its age by the same clock.</param>
/// <param name="Size">Its size in octets, as it was accepted.</param>
/// <param name="IsSpam">Whether it was judged spam and accepted all the same.</param>
/// <param name="Body">BODY of MAIL: <c>7BIT</c> or <c>8BITMIME</c>; <see langword="null"/> where it was not said.</param>
/// <param name="SmtpUtf8">Whether MAIL said SMTPUTF8.</param>
/// <param name="Return">RET of MAIL: <c>FULL</c> or <c>HDRS</c>; <see langword="null"/> where it was not said.</param>
/// <param name="EnvelopeId">ENVID of MAIL; <see langword="null"/> where there was none.</param>
/// <param name="Domains">How many domains its recipients had at the beginning.</param>
/// <param name="Deliveries">What is left of it, one for each domain.</param>
internal sealed record AdminQueuedMessage(
    string Id,
    string Sender,
    string? Account,
    string? Client,
    DateTimeOffset AcceptedAt,
    long AgeSeconds,
    long Size,
    bool IsSpam,
    string? Body,
    bool SmtpUtf8,
    string? Return,
    string? EnvelopeId,
    int Domains,
    IReadOnlyList<AdminQueuedDelivery> Deliveries);

/// <summary>What is left of a message in one domain.</summary>
/// <param name="Domain">The domain of the recipients.</param>
/// <param name="State"><c>waiting</c>, <c>underway</c>, <c>held</c> or <c>finished</c>.</param>
/// <param name="Attempts">How many attempts have ended.</param>
/// <param name="NextAttemptAt">When the next one is due; <see langword="null"/> where it does not wait.</param>
/// <param name="HoldReason">Why it is held; <see langword="null"/> where it is not.</param>
/// <param name="HeldUntil">When the hold ends by itself; <see langword="null"/> where it does not.</param>
/// <param name="Recipients">The recipients that are not done with, or for which a notice is owed.</param>
internal sealed record AdminQueuedDelivery(
    string Domain,
    string State,
    int Attempts,
    DateTimeOffset? NextAttemptAt,
    string? HoldReason,
    DateTimeOffset? HeldUntil,
    IReadOnlyList<AdminQueuedRecipient> Recipients);

/// <summary>One recipient.</summary>
/// <param name="Address">The address.</param>
/// <param name="State"><c>waiting</c> where it is still to be tried, otherwise <c>delivered</c> or <c>failed</c>.</param>
/// <param name="Notify">NOTIFY of RCPT, for example <c>SUCCESS,FAILURE</c>; <see langword="null"/> where it was not said.</param>
/// <param name="OriginalRecipient">ORCPT of RCPT as it was given; <see langword="null"/> where there was none.</param>
/// <param name="OwedNotice">The notice that the sender is owed: <c>failed</c>, <c>delayed</c>, <c>relayed</c> or <c>delivered</c>; <see langword="null"/> for none.</param>
/// <param name="IsDelayTold">Whether the sender has been told, or is about to be, that the message is delayed.</param>
/// <param name="Last">What came of the latest attempt; <see langword="null"/> where there was none.</param>
internal sealed record AdminQueuedRecipient(
    string Address, string State, string? Notify, string? OriginalRecipient, string? OwedNotice, bool IsDelayTold, AdminDeliveryOutcome? Last);

/// <summary>What came of an attempt for a recipient.</summary>
/// <param name="Text">What happened, in one line: a reply of the server, or a sentence.</param>
/// <param name="Status">The enhanced status code (RFC 3463).</param>
/// <param name="ReplyCode">The code of the server's reply; <see langword="null"/> where none has answered.</param>
/// <param name="Reply">The lines of the server's reply, without code and status; empty where none has answered.</param>
/// <param name="Host">The name of the server; <see langword="null"/> where there was none.</param>
/// <param name="EndPoint">Its address and port; <see langword="null"/> where no connection was made.</param>
/// <param name="IsEncrypted">Whether the way was encrypted.</param>
/// <param name="At">When the attempt ended.</param>
internal sealed record AdminDeliveryOutcome(
    string Text, string Status, int? ReplyCode, IReadOnlyList<string> Reply, string? Host, string? EndPoint, bool IsEncrypted, DateTimeOffset At);
