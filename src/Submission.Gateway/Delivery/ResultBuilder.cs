using System.Collections.Immutable;
using Submission.Gateway.Dsn;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Delivery;

/// <summary>Makes of the outcomes for the recipients of a claim what is written back to the queue. Thread-safe.</summary>
internal sealed class ResultBuilder(GatewayOptions options, RetrySchedule schedule, Outcomes outcomes)
{
    /// <summary>Makes the result of an attempt.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="age">The age of its message.</param>
    /// <param name="outcomeOf">What came of each of its recipients; <see langword="null"/> for one that was not tried.</param>
    /// <param name="isAttempt">Whether it counts.</param>
    /// <param name="retryAfter">When to try again; <see langword="null"/> by the schedule.</param>
    public BuiltResult Build(QueuedDelivery claim, TimeSpan age, ReadOnlySpan<RecipientOutcome?> outcomeOf, bool isAttempt, TimeSpan? retryAfter)
    {
        MailCommand mail = claim.Message.Mail;
        bool isNotice = mail.ReversePath.IsNull;
        bool isExpired = schedule.IsExpired(isNotice, age);
        bool isDelayDue = schedule.IsDelayDue(age);
        ImmutableArray<QueuedRecipient>.Builder? left = null;
        List<RecipientEvent> events = new(claim.Recipients.Length);
        bool isRetried = false;
        bool hasNotice = false;
        for (int i = 0; i < claim.Recipients.Length; i++)
        {
            QueuedRecipient recipient = claim.Recipients[i];
            QueuedRecipient now = recipient;
            if (!recipient.IsDone && outcomeOf[i] is { } outcome)
            {
                if (outcome.Kind == RecipientOutcomeKind.Deferred && isExpired) outcome = outcomes.Expired(outcome, isNotice ? options.MaximumNoticeAge : options.MaximumAge);
                OwedNotice owed = NoticeRules.Owed(mail, recipient.Command, outcome, isDelayDue && !recipient.IsDelayTold);
                if (owed == OwedNotice.None && outcome.Kind == RecipientOutcomeKind.Deferred) owed = recipient.Notice;
                events.Add(new RecipientEvent(recipient, outcome));
                now = recipient with { Last = outcome, Notice = owed, IsDelayTold = recipient.IsDelayTold || owed == OwedNotice.Delayed };
            }

            if (now.IsDone && now.Notice == OwedNotice.None) continue;
            isRetried |= !now.IsDone;
            hasNotice |= now.Notice != OwedNotice.None;
            (left ??= ImmutableArray.CreateBuilder<QueuedRecipient>()).Add(now);
        }

        if (left is null) return new BuiltResult(DeliveryResult.Done, events);
        DeliveryResult result = new(left.ToImmutable())
        {
            IsAttempt = isAttempt,
            RetryAfter = isRetried ? retryAfter ?? schedule.DelayAfter(claim.Attempts + 1) : TimeSpan.Zero,
            NoticeAfter = hasNotice && claim.Message.Deliveries > 1 ? options.NoticeWait : TimeSpan.Zero,
        };
        return new BuiltResult(result, events);
    }

    /// <summary>Makes the result where the same has come of all recipients.</summary>
    public BuiltResult Build(QueuedDelivery claim, TimeSpan age, RecipientOutcome? outcome, bool isAttempt, TimeSpan? retryAfter)
    {
        var all = new RecipientOutcome?[claim.Recipients.Length];
        Array.Fill(all, outcome);
        return Build(claim, age, all, isAttempt, retryAfter);
    }
}

/// <summary>What is written back, and what is told of it.</summary>
internal readonly record struct BuiltResult(DeliveryResult Result, List<RecipientEvent> Events)
{
    /// <summary>A claim that is given back as it was.</summary>
    public static BuiltResult Untried(QueuedDelivery claim, TimeSpan retryAfter) =>
        new(new DeliveryResult(claim.Recipients) { IsAttempt = false, RetryAfter = retryAfter }, []);
}

/// <summary>What came of one recipient.</summary>
internal readonly record struct RecipientEvent(QueuedRecipient Recipient, RecipientOutcome Outcome);
