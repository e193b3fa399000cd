using CsCheck;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Smtp.Protocol;
using Xunit;

namespace Submission.Gateway.Tests.Queue;

public abstract partial class MessageQueueSuite
{
    private static readonly string[] Domains = ["a.example", "b.example", "c.example"];

    /// <summary>How many sequences are tried.</summary>
    protected virtual int Sequences => 60;

    [Fact]
    public async Task Model_AnySequenceOfOperations_ComesToTheSameAsLists()
    {
        Gen<(int Kind, int A, int B)[]> steps = Gen.Select(Gen.Int[0, 14], Gen.Int[0, 99], Gen.Int[0, 99]).Array[1, 40];
        await steps.SampleAsync(RunAsync, iter: Sequences, threads: 1, print: static all => string.Join(" ", all.Select(static step => $"{step.Kind}/{step.A}/{step.B}")));
    }

    private async Task RunAsync((int Kind, int A, int B)[] steps)
    {
        await ReopenAsync();
        await Queue.DropAsync(QueueFilter.All, Token);
        foreach (string domain in Domains) await Queue.ResumeAsync(domain, Token);
        QueueModel model = new();
        List<QueuedDelivery> claims = [];
        foreach ((int kind, int a, int b) in steps)
        {
            await StepAsync(model, claims, kind, a, b);
            await CompareAsync(model);
        }
    }

    private async Task StepAsync(QueueModel model, List<QueuedDelivery> claims, int kind, int a, int b)
    {
        string domain = Domains[a % 3];
        QueueFilter filter = new() { Destination = domain };
        QueueModel.ModelDelivery[] meant = [.. model.Deliveries.Where(one => one.Destination == domain)];
        int underWay = meant.Count(static one => one.State == DeliveryState.UnderWay);
        switch (kind)
        {
            case 0 or 1:
                NewMessage message = QueueSamples.Message(
                    [.. Enumerable.Range(0, (b % 4) + 1).Select(i => $"r{i}@{Domains[(a + (i * b)) % 3]}")], sender: a % 5 == 0 ? "" : "jan@a.example", isClaimed: kind == 1,
                    notify: b % 7 == 0 ? DsnNotify.Never : null, body: b % 10 == 0 ? QueueSamples.Octets(70_000, a) : null) with
                { HoldReason = a % 11 == 0 ? "held" : null };
                claims.AddRange(await AddAsync(message));
                model.Add(message);
                break;
            case 2:
                await ClaimAsync(model, claims, domain, (b % 3) + 1);
                break;
            case 3 or 4 when claims.Count > 0:
                QueuedDelivery claim = claims[a % claims.Count];
                claims.Remove(claim);
                DeliveryResult result = QueueSamples.Result(claim, recipient => Fare(recipient, b + recipient.Ordinal)) with
                {
                    RetryAfter = TimeSpan.FromMinutes(b % 3 * 10),
                    NoticeAfter = TimeSpan.FromMinutes(a % 2 * 5),
                    IsAttempt = b % 5 != 0,
                };
                Assert.True(await Queue.CompleteAsync(claim, result, Token));
                model.Complete(model.Find(claim), result, claim.Recipients);
                break;
            case 5:
                await PassAsync(TimeSpan.FromMinutes(5));
                model.Now += TimeSpan.FromMinutes(5);
                break;
            case 6:
                QueueModel.ModelDelivery[] waiting = [.. meant.Where(static one => one.State == DeliveryState.Waiting)];
                Assert.Equal(new QueueChange(waiting.Length, underWay), await Queue.RetryAsync(filter, Token));
                foreach (QueueModel.ModelDelivery one in meant.Where(static one => one.State is DeliveryState.Waiting or DeliveryState.UnderWay)) model.Ask(one);
                break;
            case 7:
                QueueModel.ModelDelivery[] held = [.. meant.Where(static one => one.State is DeliveryState.Waiting or DeliveryState.Held)];
                Assert.Equal(new QueueChange(held.Length, underWay), await Queue.HoldAsync(filter, "held", null, Token));
                foreach (QueueModel.ModelDelivery one in held) one.State = DeliveryState.Held;
                foreach (QueueModel.ModelDelivery one in meant) one.IsHoldWanted = one.State == DeliveryState.UnderWay;
                break;
            case 8:
                QueueModel.ModelDelivery[] released = [.. meant.Where(static one => one.State == DeliveryState.Held)];
                Assert.Equal(new QueueChange(released.Length, underWay), await Queue.ReleaseAsync(filter, Token));
                foreach (QueueModel.ModelDelivery one in released) (one.State, one.NextAt, one.IsAsked) = (DeliveryState.Waiting, model.Now, true);
                foreach (QueueModel.ModelDelivery one in meant) one.IsHoldWanted = false;
                break;
            case 9:
                QueueModel.ModelDelivery[] bounced = [.. meant.Where(static one => one.State is DeliveryState.Waiting or DeliveryState.Held)];
                Assert.Equal(new QueueChange(bounced.Length, underWay), await Queue.BounceAsync(filter, "given up", Token));
                foreach (QueueModel.ModelDelivery one in bounced) model.Bounce(one, QueueSamples.Outcome(RecipientOutcomeKind.Failed, "given up"));
                break;
            case 10 when b % 3 == 0:
                QueueModel.ModelDelivery[] dropped = [.. meant.Where(static one => one.State != DeliveryState.UnderWay)];
                Assert.Equal(new QueueChange(dropped.Length, underWay), await Queue.DropAsync(filter, Token));
                foreach (QueueModel.ModelDelivery one in dropped) model.Remove(one);
                break;
            case 11:
                await TellAsync(model, claims, domain, claimsBetween: b % 2 == 0);
                break;
            case 12 when b % 2 == 0:
                await Queue.SuspendAsync(domain, "wait", null, Token);
                if (model.Suspended.Add(domain)) break;
                foreach (QueueModel.ModelDelivery one in meant.Where(static one => one.State == DeliveryState.Waiting)) model.MakeDue(one);
                break;
            case 12:
                bool wasSuspended = model.Suspended.Remove(domain);
                Assert.Equal(wasSuspended, await Queue.ResumeAsync(domain, Token));
                if (!wasSuspended) break;
                foreach (QueueModel.ModelDelivery one in meant.Where(static one => one.State is DeliveryState.Waiting or DeliveryState.UnderWay)) model.Ask(one);
                break;
            case 13 when b % 2 == 0:
                await ReopenAsync();
                claims.Clear();
                model.Die();
                break;
            case 14:
                await ClaimAsync(model, claims, domain, (b % 3) + 1, isSuspended: true);
                break;
        }
    }

    private static QueuedRecipient Fare(QueuedRecipient recipient, int chance) => recipient.IsDone ? recipient : (chance % 6) switch
    {
        0 or 1 => recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Delivered) },
        2 => recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Failed), Notice = OwedNotice.Failed },
        3 when !recipient.IsDelayTold => recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Deferred), Notice = OwedNotice.Delayed },
        _ => recipient with { Last = QueueSamples.Outcome(RecipientOutcomeKind.Deferred) },
    };

    private async Task ClaimAsync(QueueModel model, List<QueuedDelivery> claims, string domain, int maximum, bool isSuspended = false)
    {
        int due = model.Deliveries.Count(one => one.Destination == domain && model.IsDue(one, isSuspended));
        IReadOnlyList<QueuedDelivery> taken = await (isSuspended ? Queue.ClaimSuspendedAsync(domain, maximum, Token) : Queue.ClaimAsync(domain, maximum, Token));
        Assert.Equal(Math.Min(due, maximum), taken.Count);
        foreach (QueuedDelivery claim in taken)
        {
            QueueModel.ModelDelivery one = model.Find(claim);
            Assert.True(model.IsDue(one, isSuspended));
            Assert.Equal(one.IsAsked, claim.AskedAt is not null);
            one.State = DeliveryState.UnderWay;
        }

        claims.AddRange(taken);
    }

    private async Task TellAsync(QueueModel model, List<QueuedDelivery> claims, string domain, bool claimsBetween)
    {
        HashSet<TransactionId> tellable =
        [
            .. model.Deliveries.Where(static one => one.State != DeliveryState.UnderWay && one.Recipients.Any(static recipient => recipient.Notice != OwedNotice.None))
                .Select(static one => one.Message.Id).Where(id => model.NoticesDue.TryGetValue(id, out TimeSpan at) && at <= model.Now),
        ];
        OwedNotices? owed = await Queue.ClaimNoticesAsync(Token);
        if (owed is null)
        {
            Assert.Empty(tellable);
            return;
        }

        Assert.Contains(owed.Message.Id, tellable);
        Assert.All(owed.Deliveries, one => Assert.Equal(model.Find(one).Recipients.Select(static recipient => recipient.Notice), one.Recipients.Select(static recipient => recipient.Notice)));
        if (claimsBetween) await ClaimAsync(model, claims, domain, 3);
        NewMessage? notice = owed.Message.Mail.ReversePath.IsNull ? null : QueueSamples.Message(["jan@a.example"], sender: "", account: null);
        Assert.True(await Queue.CompleteNoticesAsync(owed, notice, Token));
        foreach (QueuedDelivery one in owed.Deliveries) model.Tell(model.Find(one), one.Recipients);
        if (model.Deliveries.Any(one => one.Message.Id == owed.Message.Id && one.Recipients.Any(static recipient => recipient.Notice != OwedNotice.None))) model.NoticesDue[owed.Message.Id] = model.Now;
        else model.NoticesDue.Remove(owed.Message.Id);
        if (notice is not null) model.Add(notice);
    }

    private async Task CompareAsync(QueueModel model)
    {
        DueDestinations due = await Queue.FindDueAsync(100, Token);
        Assert.Equal(model.Due(isSuspended: false), due.Destinations.Order(StringComparer.Ordinal));
        Assert.Equal(model.Due(isSuspended: true), due.Suspended.Order(StringComparer.Ordinal));
        IReadOnlyList<QueuedDelivery> listed = await ListAsync();
        Assert.Equal(model.Deliveries.Select(static one => Describe(one.Message.Id, one.Destination, one.State, one.Attempts, one.Recipients)).Order(StringComparer.Ordinal),
            listed.Select(static one => Describe(one.Message.Id, one.Destination, one.State, one.Attempts, one.Recipients)).Order(StringComparer.Ordinal));
        Assert.Equal(model.Deliveries.Select(static one => one.Message.Id).Distinct().Count(), (await Queue.CountAsync(1, Token)).Messages);
    }

    private static string Describe(TransactionId id, string destination, DeliveryState state, int attempts, IEnumerable<QueuedRecipient> recipients) =>
        $"{id} {destination} {state} {attempts} " + string.Join(",", recipients.Select(static one => $"{one.Ordinal}:{one.Command.ForwardPath}:{one.Last?.Kind}:{one.Notice}:{one.IsDelayTold}"));
}
