using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Tests.Queue;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>Rows Q15 and Q20: when a message is tried again and given up.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Q20_Delays_DoubleFromFiveMinutesToFourHours()
    {
        RetrySchedule schedule = new(new GatewayOptions { RetryJitter = 0 }, static () => 0);
        Assert.Equal([5, 10, 20, 40, 80, 160, 240, 240], Enumerable.Range(1, 8).Select(attempt => (int)schedule.DelayAfter(attempt).TotalMinutes));
        Assert.Equal(240, schedule.DelayAfter(int.MaxValue).TotalMinutes);
    }

    [Fact]
    public void Q20_Jitter_StaysWithinItsShare() => Gen.Select(Gen.Double[0, 1], Gen.Int[1, 100]).Sample((random, attempt) =>
    {
        TimeSpan plain = new RetrySchedule(new GatewayOptions { RetryJitter = 0 }, () => random).DelayAfter(attempt);
        TimeSpan delay = new RetrySchedule(new GatewayOptions { RetryJitter = 0.1 }, () => random).DelayAfter(attempt);
        Assert.InRange(delay, plain * 0.8999, plain * 1.1001);
    });

    [Fact]
    public void LaneDelay_GrowsToHalfAnHourOnly()
    {
        RetrySchedule schedule = new(new GatewayOptions { RetryJitter = 0 }, static () => 0);
        Assert.Equal([5, 10, 20, 30, 30], Enumerable.Range(1, 5).Select(failures => (int)schedule.LaneDelay(failures).TotalMinutes));
    }

    [Fact]
    public async Task Q20_RefusedForFiveDays_IsTriedByTheTableToldOnceAndGivenUp()
    {
        FakeTimeProvider time = new();
        await using ScriptedServer server = new() { Answer = static (_, command) => command.Contains("eva@", StringComparison.Ordinal) ? "450 4.2.0 mailbox busy" : null };
        await using Rig rig = new Rig { Time = time }.Start();
        rig.Routes.With("example.org", server.EndPoint).With("domena.cz", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        int seen = 0;
        List<TimeSpan> delays = [];
        List<(QueuedDelivery Claim, DeliveryResult Result)> tries = [];
        while (tries.Count == 0 || !tries[^1].Result.Recipients[0].IsDone)
        {
            await AdvanceUntilAsync(time, rig.Memory, () => rig.Memory.Results.Count(static written => written.Claim.Destination == "example.org") > seen);
            tries.Add(rig.Memory.Results.Where(static written => written.Claim.Destination == "example.org").ElementAt(seen++));
            delays.Add(tries[^1].Result.RetryAfter);
        }

        Assert.Equal([5, 10, 20, 40, 80, 160], delays.Take(6).Select(static delay => delay.TotalMinutes));
        Assert.All(delays.Skip(6).SkipLast(1), static delay => Assert.Equal(TimeSpan.FromHours(4), delay));
        Assert.All(tries.SkipLast(1), tried => Assert.True(tried.Claim.Age < rig.Options.MaximumAge));
        Assert.InRange(tries[^1].Claim.Age, rig.Options.MaximumAge, rig.Options.MaximumAge + TimeSpan.FromHours(4.1));
        RecipientOutcome last = tries[^1].Result.Recipients[0].Last!;
        Assert.Equal((RecipientOutcomeKind.Failed, "4.4.7", "message could not be delivered for 5 days: 450 4.2.0 mailbox busy"), (last.Kind, last.Status.ToString(), last.Text));
        // 4 hours after acceptance the sender is told of the delay, once.
        Assert.Equal(1, tries.Count(static tried => tried.Result.Recipients[0].Notice == OwedNotice.Delayed));
        Assert.True(tries.First(static tried => tried.Result.Recipients[0].Notice == OwedNotice.Delayed).Claim.Age >= TimeSpan.FromHours(4));
        await AdvanceUntilAsync(time, rig.Memory, () => rig.Memory.IsEmpty);
        Assert.Equal(2, server.Mails.Count(static mail => mail.From.Length == 0));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(24)]
    [InlineData(24 * 365)]
    public async Task Q15_WallClockOfTheEngineSteps_ChangesNoAgeAndNoDelay(int hours)
    {
        SteppingClock clock = new();
        await using ScriptedServer server = new() { Answer = static (_, command) => command.StartsWith("RCPT", StringComparison.Ordinal) ? "450 4.2.0 busy" : null };
        MemoryQueue queue = new(TimeProvider.System);
        await using Rig rig = new Rig { Time = clock, Other = queue }.Start();
        rig.Routes.With("example.org", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => queue.Results.Count == 1);
        clock.Step = TimeSpan.FromHours(hours);
        await queue.RetryAsync(QueueFilter.All, TestContext.Current.CancellationToken);
        rig.Engine.Wake();
        await Rig.UntilAsync(() => queue.Results.Count == 2);
        Assert.Equal([5, 10], queue.Results.Select(static written => written.Result.RetryAfter.TotalMinutes));
        Assert.Equal(RecipientOutcomeKind.Deferred, Assert.Single(queue.All).Recipients[0].Last!.Kind);
        Assert.Equal(2, server.Commands.Count(static command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task NoticeOfOurs_ThatCannotBeDelivered_CausesNoOther()
    {
        await using ScriptedServer server = new() { Answer = static (_, command) => command.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no" : null };
        await using Rig rig = new Rig().Start();
        rig.Routes.With("example.org", server.EndPoint).With("domena.cz", server.EndPoint);
        await rig.SendAsync("eva@example.org");
        await Rig.UntilAsync(() => rig.Memory.Results.Count == 2 && rig.Memory.IsEmpty);
        Assert.Equal(["RCPT TO:<eva@example.org>", "RCPT TO:<jan@domena.cz>"], server.Commands.Where(static command => command.StartsWith("RCPT", StringComparison.Ordinal)));
    }

    // Time stands still while a server is spoken to, whose limits of time would be over before it has answered.
    private static async Task AdvanceUntilAsync(FakeTimeProvider time, MemoryQueue queue, Func<bool> condition)
    {
        for (int i = 0; i < 20_000 && !condition(); i++)
        {
            for (int wait = 0; wait < 5 && !condition(); wait++) await Task.Delay(1, TestContext.Current.CancellationToken);
            if (!condition() && queue.All.All(static left => left.State != DeliveryState.UnderWay)) time.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.True(condition());
    }
}
