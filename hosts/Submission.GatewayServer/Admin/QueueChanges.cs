using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Gateway;
using Submission.Gateway.Queue;
using Submission.Hosting.Admin;
using Submission.Policy.Specification;

namespace Submission.GatewayServer.Admin;

/// <summary>Changes what is in the queue as operators say, through the gateway where it delivers from it; each change is logged. Thread-safe.</summary>
internal sealed class QueueChanges(IMessageQueue queue, MailGateway? gateway, ILogger logger)
{
    private const string UsualBounceReason = "The administrator of the mail server has returned the message.";
    private const string None = "(none)";

    /// <summary>Answers a request for a change.</summary>
    /// <param name="context">The request and the answer.</param>
    /// <param name="change">One of the words of <see cref="AdminQueueWords"/>.</param>
    public async Task AnswerAsync(HttpContext context, string change)
    {
        var query = new AdminQueryReader(context.Request.Query);
        QueueFilter filter = QueueFilterReader.Read(query);
        bool isAll = query.Flag("all");
        string? reason = change is AdminQueueWords.Hold or AdminQueueWords.Bounce or AdminQueueWords.Drop ? query.Reason("reason") : null;
        TimeSpan? duration = change is AdminQueueWords.Hold ? query.Duration("for") : null;
        bool isComplete = query.TryEnd();
        if (isComplete) Check(query, change, filter, isAll, reason);
        if (query.Problem is { } problem)
        {
            await QueueRequests.RefuseAsync(context, problem).ConfigureAwait(false);
            return;
        }

        // An operator who goes away has said it all the same: what was begun is done.
        QueueChange done = await ChangeAsync(change, filter, reason, duration, CancellationToken.None).ConfigureAwait(false);
        GatewayAdminLog.Changed(
            logger, change, done.Changed, done.UnderWay, QueueFilterReader.Describe(filter), reason ?? None, duration is { } time ? DurationText.Format(time) : None);
        if (done is { Changed: 0, UnderWay: 0 } && filter.Id is { } id && !await IsThereAsync(id, context.RequestAborted).ConfigureAwait(false))
        {
            await QueueRequests.NoSuchMessageAsync(context, id).ConfigureAwait(false);
            return;
        }

        await AdminAnswer.DocumentAsync(context, new AdminQueueChange(change, done.Changed, done.UnderWay)).ConfigureAwait(false);
    }

    private static void Check(AdminQueryReader query, string change, QueueFilter filter, bool isAll, string? reason)
    {
        bool isFiltered = filter != QueueFilter.All;
        if (!isFiltered && !isAll) query.Reject("Say which mail is meant by id, domain, sender, account or state; all=true means all of it.");
        else if (isFiltered && isAll) query.Reject("Say either all=true or which mail is meant, not both.");
        else if (change is AdminQueueWords.Hold && reason is null) query.Reject("Say why, as reason: it is shown with the mail.");
    }

    private ValueTask<QueueChange> ChangeAsync(string change, QueueFilter filter, string? reason, TimeSpan? duration, CancellationToken cancellationToken) => change switch
    {
        AdminQueueWords.Retry => queue.RetryAsync(filter, cancellationToken),
        AdminQueueWords.Hold => queue.HoldAsync(filter, reason!, duration, cancellationToken),
        AdminQueueWords.Release => queue.ReleaseAsync(filter, cancellationToken),
        AdminQueueWords.Bounce => BounceAsync(filter, reason ?? UsualBounceReason, cancellationToken),
        AdminQueueWords.Drop => gateway is null ? queue.DropAsync(filter, cancellationToken) : gateway.DropAsync(filter, cancellationToken),
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };

    private ValueTask<QueueChange> BounceAsync(QueueFilter filter, string reason, CancellationToken cancellationToken) =>
        gateway is null ? queue.BounceAsync(filter, reason, cancellationToken) : gateway.BounceAsync(filter, reason, cancellationToken);

    private async Task<bool> IsThereAsync(TransactionId id, CancellationToken cancellationToken) =>
        (await queue.ListAsync(new QueueFilter { Id = id }, 1, 0, cancellationToken).ConfigureAwait(false)).Count > 0;
}
