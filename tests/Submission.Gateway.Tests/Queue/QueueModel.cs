using System.Collections.Immutable;
using Submission.Gateway.Delivery;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Tests.Queue;

/// <summary>The simplest queue that does what a queue must do: lists in memory.</summary>
internal sealed class QueueModel
{
    public TimeSpan Now { get; set; }

    public List<ModelDelivery> Deliveries { get; } = [];

    public Dictionary<TransactionId, TimeSpan> NoticesDue { get; } = [];

    public HashSet<string> Suspended { get; } = [];

    public void Add(NewMessage message)
    {
        foreach (IGrouping<string, (RcptOf Recipient, int Ordinal)> part in message.Recipients
                     .Select(static (recipient, i) => (new RcptOf(recipient.ForwardPath.DomainText), i)).GroupBy(static pair => pair.Item1.Domain))
        {
            Deliveries.Add(new ModelDelivery
            {
                Message = message,
                Destination = part.Key,
                State = message.HoldReason is not null ? DeliveryState.Held : message.IsClaimed ? DeliveryState.UnderWay : DeliveryState.Waiting,
                NextAt = Now,
                Recipients = [.. part.Select(pair => new QueuedRecipient { Command = message.Recipients[pair.Ordinal], Ordinal = pair.Ordinal })],
            });
        }
    }

    public IEnumerable<string> Due(bool isSuspended) => Deliveries.Where(one => IsDue(one, isSuspended)).Select(static one => one.Destination).Distinct().Order(StringComparer.Ordinal);

    public bool IsDue(ModelDelivery delivery, bool isSuspended) => delivery.State == DeliveryState.Waiting && delivery.NextAt <= Now && Suspended.Contains(delivery.Destination) == isSuspended;

    public void Ask(ModelDelivery delivery)
    {
        delivery.IsAsked = true;
        if (delivery.State == DeliveryState.Waiting) MakeDue(delivery);
        else delivery.IsAskedMeanwhile = true;
    }

    public void MakeDue(ModelDelivery delivery) => delivery.NextAt = delivery.NextAt < Now ? delivery.NextAt : Now;

    public ModelDelivery Find(QueuedDelivery delivery) => Deliveries.Single(one => one.Message.Id == delivery.Message.Id && one.Destination == delivery.Destination);

    public void Complete(ModelDelivery delivery, DeliveryResult result, ImmutableArray<QueuedRecipient> claimed)
    {
        // What was told while the attempt was under way stays told.
        delivery.Recipients =
        [
            .. result.Recipients.Select(recipient =>
            {
                QueuedRecipient before = claimed.Single(one => one.Ordinal == recipient.Ordinal);
                QueuedRecipient? now = delivery.Recipients.SingleOrDefault(one => one.Ordinal == recipient.Ordinal);
                if (before.Notice == OwedNotice.None || now is { Notice: not OwedNotice.None }) return recipient;
                return recipient with { Notice = recipient.Notice == before.Notice ? OwedNotice.None : recipient.Notice, IsDelayTold = recipient.IsDelayTold || before.Notice == OwedNotice.Delayed };
            }),
        ];
        delivery.Attempts += result.IsAttempt ? 1 : 0;
        delivery.NextAt = !result.IsAttempt && delivery.IsAskedMeanwhile ? Now : Now + result.RetryAfter;
        delivery.IsAsked &= !result.IsAttempt;
        delivery.IsAskedMeanwhile = false;
        delivery.State = delivery.Recipients.All(static one => one.IsDone) ? DeliveryState.Finished : delivery.IsHoldWanted ? DeliveryState.Held : DeliveryState.Waiting;
        delivery.IsHoldWanted = false;
        Settle(delivery, Now + result.NoticeAfter);
    }

    public void Bounce(ModelDelivery delivery, RecipientOutcome outcome)
    {
        delivery.Recipients =
        [
            .. delivery.Recipients.Select(recipient => recipient.IsDone ? recipient : recipient with { Last = outcome, Notice = NoticeRules.Owed(delivery.Message.Mail, recipient.Command, outcome, false) }),
        ];
        delivery.State = DeliveryState.Finished;
        Settle(delivery, Now);
    }

    public void Tell(ModelDelivery delivery, ImmutableArray<QueuedRecipient> claimed)
    {
        delivery.Recipients =
        [
            .. delivery.Recipients.Select(recipient => claimed.SingleOrDefault(one => one.Ordinal == recipient.Ordinal) is { Notice: not OwedNotice.None } told
                ? recipient with { Notice = OwedNotice.None, IsDelayTold = recipient.IsDelayTold || told.Notice == OwedNotice.Delayed }
                : recipient),
        ];
        Settle(delivery, null);
    }

    public void Remove(ModelDelivery delivery)
    {
        Deliveries.Remove(delivery);
        if (Deliveries.All(one => one.Message.Id != delivery.Message.Id)) NoticesDue.Remove(delivery.Message.Id);
    }

    public void Die()
    {
        foreach (ModelDelivery delivery in Deliveries.Where(static one => one.State == DeliveryState.UnderWay))
        {
            delivery.State = delivery.IsHoldWanted ? DeliveryState.Held : DeliveryState.Waiting;
            delivery.IsHoldWanted = false;
            delivery.IsAskedMeanwhile = false;
            delivery.Attempts++;
            delivery.NextAt = Now;
        }
    }

    private void Settle(ModelDelivery delivery, TimeSpan? noticeAt)
    {
        delivery.Recipients = delivery.Recipients.RemoveAll(static one => one is { IsDone: true, Notice: OwedNotice.None });
        if (noticeAt is { } at && delivery.Recipients.Any(static one => one.Notice != OwedNotice.None))
            NoticesDue[delivery.Message.Id] = NoticesDue.TryGetValue(delivery.Message.Id, out TimeSpan before) && before < at ? before : at;
        if (delivery.Recipients.IsEmpty) Remove(delivery);
    }

    internal sealed record RcptOf(string Domain);

    internal sealed class ModelDelivery
    {
        public required NewMessage Message { get; init; }

        public required string Destination { get; init; }

        public required ImmutableArray<QueuedRecipient> Recipients { get; set; }

        public required DeliveryState State { get; set; }

        public TimeSpan NextAt { get; set; }

        public int Attempts { get; set; }

        public bool IsHoldWanted { get; set; }

        /// <summary>Whether an operator has asked for it since its last attempt.</summary>
        public bool IsAsked { get; set; }

        /// <summary>Whether an operator has asked for it while it was under way.</summary>
        public bool IsAskedMeanwhile { get; set; }
    }
}
