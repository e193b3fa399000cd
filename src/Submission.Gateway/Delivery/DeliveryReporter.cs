using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Submission.Gateway.Queue;
using Submission.Gateway.Telemetry;
using Submission.Policy.Delivery;

namespace Submission.Gateway.Delivery;

/// <summary>
/// Tells the rules that look at shares of a batch what becomes of messages, one report after the other; where more come than can be told, the newest are dropped. A rule
/// that fails harms no delivery. Thread-safe.
/// </summary>
internal sealed class DeliveryReporter(IMessageQueue queue, IDeliveryFeedback? feedback, ILogger logger)
{
    private const int Capacity = 20_000;
    private const int Page = 1_000;

    private readonly Channel<DeliveryReport> _reports =
        Channel.CreateBounded<DeliveryReport>(new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private int _dropped;
    private volatile bool _isComplete;

    /// <summary>Whether it takes no more reports.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>A message was accepted.</summary>
    public void Queued(NewMessage message, DateTimeOffset now)
    {
        // A notice has no sender whose share could be counted.
        if (feedback is null || message.Mail.ReversePath.IsNull) return;
        Post(new DeliveryReport
        {
            MessageId = message.Id.ToString(),
            Event = DeliveryEvent.Queued,
            AcceptedAt = now,
            Sender = message.Mail.ReversePath,
            Client = message.Client is null ? null : new ClientFacts(message.Client),
            Account = AccountOf(message.Account),
        });
    }

    /// <summary>A result was written to the queue.</summary>
    public async ValueTask ReportAsync(Claim claim, DeliveryResult result, List<RecipientEvent> events)
    {
        QueuedMessage message = claim.Delivery.Message;
        if (feedback is null || message.Mail.ReversePath.IsNull) return;
        foreach (RecipientEvent happened in events)
        {
            if (happened.Outcome.Kind == RecipientOutcomeKind.Failed && IsBounce(happened.Outcome))
                Post(Report(message, DeliveryEvent.Bounced) with { Recipient = happened.Recipient.Command.ForwardPath });
        }

        foreach (QueuedRecipient recipient in result.Recipients)
        {
            if (!recipient.IsDone) return;
        }

        if (message.Deliveries == 1 || await IsGoneAsync(message).ConfigureAwait(false)) Post(Report(message, DeliveryEvent.Delivered));
    }

    /// <summary>
    /// Lets an operator give up deliveries, and tells that those messages have left the queue of which nothing is left to try. Their recipients have refused nothing, so that none counts as bounced.
    /// </summary>
    /// <param name="filter">What the operator means.</param>
    /// <param name="giveUp">Gives it up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<QueueChange> GiveUpAsync(QueueFilter filter, Func<ValueTask<QueueChange>> giveUp, CancellationToken cancellationToken)
    {
        Queue<QueuedMessage> meant = feedback is null ? [] : await FindAsync(filter, cancellationToken).ConfigureAwait(false);
        QueueChange change = await giveUp().ConfigureAwait(false);
        if (change.Changed > 0) _ = TellGoneAsync(meant);
        return change;
    }

    /// <summary>Takes no more reports: <see cref="RunAsync"/> ends once those that wait are told.</summary>
    public void Complete()
    {
        _isComplete = true;
        _reports.Writer.TryComplete();
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (feedback is null) return;
        try
        {
            await foreach (DeliveryReport report in _reports.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                await TellAsync(report, feedback, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    // A message that was given up for its age, or that we cannot send, says nothing of the recipient.
    private static bool IsBounce(RecipientOutcome outcome) => outcome.ReplyCode >= 500 || (outcome.Status.Class == 5 && outcome.Status.Subject is 1 or 4);

    // Of very many the newest: the windows of shares begin with them, and no more reports could be told at once.
    private async ValueTask<Queue<QueuedMessage>> FindAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        Queue<QueuedMessage> meant = [];
        long last = 0;
        IReadOnlyList<QueuedDelivery> page;
        long after = 0;
        do
        {
            page = await queue.ListAsync(filter, Page, after, cancellationToken).ConfigureAwait(false);
            foreach (QueuedDelivery delivery in page)
            {
                after = delivery.Number;
                if (delivery.State is DeliveryState.UnderWay or DeliveryState.Finished || delivery.Message.Mail.ReversePath.IsNull || delivery.Message.Number == last) continue;
                last = delivery.Message.Number;
                if (meant.Count == Capacity) meant.Dequeue();
                meant.Enqueue(delivery.Message);
            }
        }
        while (page.Count == Page);

        return meant;
    }

    private async Task TellGoneAsync(Queue<QueuedMessage> messages)
    {
        foreach (QueuedMessage message in messages)
        {
            if (await IsGoneAsync(message).ConfigureAwait(false)) Post(Report(message, DeliveryEvent.Delivered));
        }
    }

    private async ValueTask<bool> IsGoneAsync(QueuedMessage message)
    {
        try
        {
            foreach (QueuedDelivery other in await queue.ListAsync(new QueueFilter { Id = message.Id }, message.Deliveries, 0, CancellationToken.None).ConfigureAwait(false))
            {
                if (other.State != DeliveryState.Finished) return false;
            }

            return true;
        }
        catch (QueueUnavailableException)
        {
            return false; // the share counts it as queued until its window ends
        }
    }

    private static DeliveryReport Report(QueuedMessage message, DeliveryEvent what) => new()
    {
        MessageId = message.Id.ToString(),
        Event = what,
        AcceptedAt = message.AcceptedAt,
        Sender = message.Mail.ReversePath,
        Client = message.Client is null ? null : new ClientFacts(message.Client),
        Account = AccountOf(message.Account),
    };

    private static AccountFacts? AccountOf(string? login) => EmailAddress.TryParse(login, out EmailAddress? address) ? new AccountFacts(address) : null;

    private void Post(DeliveryReport report)
    {
        if (_reports.Writer.TryWrite(report))
        {
            Volatile.Write(ref _dropped, 0);
            return;
        }

        // One line in the log for each time that it gets full.
        if (!_isComplete && Interlocked.Increment(ref _dropped) == 1) GatewayLog.ReportsDropped(logger, Capacity);
    }

    private async ValueTask TellAsync(DeliveryReport report, IDeliveryFeedback told, CancellationToken cancellationToken)
    {
        try
        {
            await told.ReportAsync(report, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            GatewayLog.ReportFailed(logger, report.MessageId, error);
        }
    }
}
