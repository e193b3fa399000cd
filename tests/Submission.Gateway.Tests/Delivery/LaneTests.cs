using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;
using Submission.Gateway.Routing;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>What a lane bears, and that none harms another.</summary>
public sealed class LaneTests
{
    [Fact]
    public void Concurrency_Successes_GrowByOneARoundUpToTheLimit()
    {
        LaneConcurrency lane = new(new DeliveryLane("x") { InitialConnections = 2, MaximumConnections = 4 });
        List<int> allowed = [];
        for (int i = 0; i < 9; i++)
        {
            lane.Succeeded();
            allowed.Add(lane.Allowed);
        }

        Assert.Equal([2, 3, 3, 3, 4, 4, 4, 4, 4], allowed);
    }

    [Fact]
    public void Concurrency_Failures_HalveDownToOneAndThenRest()
    {
        LaneConcurrency lane = new(new DeliveryLane("x") { InitialConnections = 16, MaximumConnections = 20 });
        Assert.False(lane.Failed(LaneSignal.Slower));
        Assert.Equal(8, lane.Allowed);
        Assert.Equal((false, false, true), (lane.Failed(LaneSignal.TurnedAway), lane.Failed(LaneSignal.TurnedAway), lane.Failed(LaneSignal.TurnedAway)));
        Assert.Equal(1, lane.Allowed);
        lane.Rest();
        Assert.True(lane.Failed(LaneSignal.TurnedAway));
        lane.Succeeded();
        Assert.Equal((2, false), (lane.Allowed, lane.IsProbing));
        Assert.False(lane.Failed(LaneSignal.TurnedAway));
    }

    [Fact]
    public void Concurrency_WhateverHappens_StaysWithinItsBounds() => Gen.Int[0, 4].Array[0, 200].Sample(signals =>
    {
        LaneConcurrency lane = new(new DeliveryLane("x") { InitialConnections = 3, MaximumConnections = 7 });
        foreach (int signal in signals)
        {
            if (signal <= 1) lane.Succeeded();
            else if (lane.Failed((LaneSignal)signal)) lane.Rest();
            Assert.InRange(lane.Allowed, 1, 7);
        }
    });

    [Fact]
    public void Destination_AskedForANewMessageMeanwhile_StillTellsWhenMoreOfTheQueueCanBeClaimed()
    {
        DestinationState destination = new("example.org");
        int room = destination.ClaimRoom();
        for (int i = 0; i < room; i++) destination.Claimed();
        Assert.Equal((20, false, 0), (room, destination.TakesDirect(), destination.ClaimRoom()));
        Assert.False(destination.Unclaimed());
        Assert.True(destination.TakesDirect());
        for (int left = 18; left > 10; left--) Assert.False(destination.Unclaimed());
        Assert.True(destination.Unclaimed());
        Assert.False(destination.Unclaimed());
    }

    [Fact]
    public void Pace_NoMinute_HoldsMoreThanItMay()
    {
        FakeTimeProvider time = new();
        LanePace pace = new(time);
        Queue<DateTimeOffset> taken = new();
        for (int i = 0; i < 5000; i++)
        {
            if (pace.TryTake(30, out TimeSpan wait)) taken.Enqueue(time.GetUtcNow());
            else Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(2));
            while (taken.Count > 0 && time.GetUtcNow() - taken.Peek() >= TimeSpan.FromMinutes(1)) taken.Dequeue();
            Assert.True(taken.Count <= 30);
            time.Advance(TimeSpan.FromMilliseconds(130));
        }

        Assert.True(taken.Count >= 28);
    }

    [Fact]
    public async Task MessagesPerMinute_SpacesTheMessagesOfALane()
    {
        FakeTimeProvider time = new();
        await using ScriptedServer server = new();
        await using Rig rig = new Rig { Time = time }.Start();
        rig.Routes.With("example.org", StaticRoutes.To(new DeliveryLane("example.org") { MessagesPerMinute = 2 }, server.EndPoint));
        for (int i = 0; i < 3; i++) await rig.SendAsync("eva@example.org");
        DateTimeOffset start = time.GetUtcNow();
        for (int sent = 1; sent <= 3; sent++)
        {
            for (int i = 0; i < 300 && server.Mails.Count < sent; i++)
            {
                for (int wait = 0; wait < 20 && server.Mails.Count < sent; wait++) await Task.Delay(2, TestContext.Current.CancellationToken);
                if (server.Mails.Count < sent) time.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.Equal(sent, server.Mails.Count);
            Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(30 * (sent - 1)));
        }
    }

    [Fact]
    public async Task DestinationThatCannotBeReached_RestsAsALane_AndOnlyWhatWasTriedCounts()
    {
        System.Net.IPEndPoint dead = FreePort.Find();
        await using Rig rig = new();
        rig.Routes.With("example.org", StaticRoutes.To(new DeliveryLane("example.org") { InitialConnections = 1 }, dead));
        for (int i = 0; i < 50; i++) await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org"), TestContext.Current.CancellationToken);
        rig.Start();
        await Rig.UntilAsync(() => rig.Memory.All.All(static left => left.State == DeliveryState.Waiting && left.Recipients[0].Last is not null));
        Assert.Equal(1, rig.Memory.All.Sum(static left => left.Attempts));
        Assert.All(rig.Memory.Results, written => Assert.InRange(written.Result.RetryAfter, rig.Options.FirstRetry * 0.9, rig.Options.FirstRetry));

        // It is back, and an operator knows.
        await using ScriptedServer server = new(dead);
        await rig.Memory.RetryAsync(QueueFilter.All, TestContext.Current.CancellationToken);
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(50, server.Mails.Count);
    }

    // What an operator asked for ends one rest; what failed since counts for more than the asking.
    [Fact]
    public async Task DestinationThatStillCannotBeReached_IsTriedOnceForAnOperatorAndRestsAgain()
    {
        await using Rig rig = new();
        rig.Routes.With("example.org", StaticRoutes.To(new DeliveryLane("example.org") { InitialConnections = 1 }, FreePort.Find()));
        for (int i = 0; i < 200; i++) await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org"), TestContext.Current.CancellationToken);
        rig.Start();
        for (int asked = 0; asked < 3; asked++)
        {
            DateTimeOffset now = rig.Time.GetUtcNow();
            if (asked > 0) await rig.Memory.RetryAsync(QueueFilter.All, TestContext.Current.CancellationToken);
            await Rig.UntilAsync(() => rig.Memory.All.All(left => left.State == DeliveryState.Waiting && left.NextAttemptAt > now + rig.Options.FirstRetry * 0.9 && left.Recipients[0].Last is not null));
            Assert.Equal(asked + 1, rig.Memory.All.Sum(static left => left.Attempts));
        }
    }

    // A claim may come to its lane long after it was made.
    [Fact]
    public async Task RestThatBeganAfterAnOperatorAsked_GoesOnWhenTheClaimComesLate()
    {
        FakeTimeProvider time = new();
        await using Rig rig = new() { Time = time };
        RouteResult route = StaticRoutes.To(new DeliveryLane("shared"), FreePort.Find());
        rig.Routes.With("first.example", route).With("late.example", route);
        await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@first.example"), TestContext.Current.CancellationToken);
        await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@late.example"), TestContext.Current.CancellationToken);
        await rig.Memory.RetryAsync(QueueFilter.All, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(1));
        rig.Memory.Claimed = async (destination, count) =>
        {
            if (destination != "late.example" || count == 0) return;
            await Rig.UntilAsync(() => rig.Memory.Results.Count == 1);
            time.Advance(TimeSpan.FromSeconds(20));
        };
        rig.Start();
        await Rig.UntilAsync(() => rig.Memory.Results.Count == 2);
        Assert.Equal(1, rig.Memory.All.Sum(static left => left.Attempts));
    }

    [Fact]
    public async Task DestinationThatHangs_WithFiveThousandMessages_KeepsNoOtherWaiting()
    {
        await using ScriptedServer hanging = new() { Answer = static (_, command) => command.Length == 0 ? "hang" : null };
        await using ScriptedServer good = new();
        await using Rig rig = new();
        rig.Options.MaximumConnections = 8;
        rig.Routes.With("bad.example", hanging.EndPoint).With("good.example", good.EndPoint);
        for (int i = 0; i < 5000; i++) await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@bad.example"), TestContext.Current.CancellationToken);
        for (int i = 0; i < 50; i++) await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@good.example"), TestContext.Current.CancellationToken);
        rig.Start();
        await Rig.UntilAsync(() => good.Mails.Count == 50);
        await rig.SendAsync("eva@good.example");
        await Rig.UntilAsync(() => good.Mails.Count == 51);
        Assert.InRange(rig.Memory.All.Count(static left => left.State == DeliveryState.UnderWay && left.Destination == "bad.example"), 1, 20);
        Assert.InRange(hanging.Open, 1, 5);
    }

    [Fact]
    public async Task LanesThatHang_LeaveConnectionsForTheFirstOfOthers()
    {
        await using ScriptedServer hanging = new() { Answer = static (_, command) => command.Length == 0 ? "hang" : null };
        await using ScriptedServer good = new();
        await using Rig rig = new();
        rig.Options.MaximumConnections = 12;
        rig.Routes.With("good.example", good.EndPoint);
        for (int lane = 0; lane < 4; lane++)
        {
            rig.Routes.With($"bad{lane}.example", hanging.EndPoint);
            for (int i = 0; i < 10; i++) await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), $"eva@bad{lane}.example"), TestContext.Current.CancellationToken);
        }

        rig.Start();
        await Rig.UntilAsync(() => hanging.Open >= 9);
        for (int i = 0; i < 10; i++) await rig.SendAsync("eva@good.example");
        await Rig.UntilAsync(() => good.Mails.Count == 10);
    }

    [Fact]
    public async Task Lane_WhileItSucceeds_OpensMoreConnectionsUpToItsLimit()
    {
        await using ScriptedServer server = new() { Hold = static async _ => await Task.Yield() };
        await using Rig rig = new();
        rig.Routes.With("example.org", StaticRoutes.To(new DeliveryLane("example.org") { InitialConnections = 1, MaximumConnections = 4, MessagesPerConnection = 1000 }, server.EndPoint));
        for (int i = 0; i < 400; i++) await rig.Queue.AddAsync(rig.Message("Subject: x\r\n\r\n"u8.ToArray(), "eva@example.org"), TestContext.Current.CancellationToken);
        rig.Start();
        await Rig.UntilAsync(() => rig.Memory.IsEmpty);
        Assert.Equal(400, server.Mails.Count);
        Assert.InRange(server.MostOpen, 2, 4);
    }
}
