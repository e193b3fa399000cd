using CsCheck;
using Submission.Policy.Counters;
using Xunit;

namespace Submission.Tests.Counters;

/// <summary>The store against the model: never more than the limit, and never a refusal where, a thousandth of the window ago, there was room.</summary>
public abstract class ModelSuite : CounterSuite
{
    private static readonly CounterLimit[] Narrow =
    [
        CounterBench.Limit((1, 3), (5, 6), (60, 15)),
        CounterBench.Limit((2, 4)),
        CounterBench.AtOnce(2, (1, 5)),
        CounterBench.AtOnce(3),
    ];

    private static readonly CounterLimit[] Wide =
    [
        CounterBench.Limit((1, 40), (5, 100), (60, 300)),
        CounterBench.Limit((1.2345678, 30)),
        CounterBench.AtOnce(12, (1, 60)),
        CounterBench.Limit((60, 100)),
    ];

    private static readonly Gen<long> Pauses = Gen.Frequency(
        (3, Gen.Long[0, 20_000]),
        (2, Gen.Long[0, 2 * TimeSpan.TicksPerSecond]),
        (2, Gen.OneOf(
            [.. new long[] { 10_000, 20_000, 50_000, 600_000 }.SelectMany(part =>
                new[] { part - 1, part, part + 1, (part * 1000) - 1, part * 1000, (part * 1000) + 1, (part * 1001) - 1, part * 1001, (part * 1001) + 1 })])));

    private static readonly Gen<Step> Steps =
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Long[1, 3], Pauses).Select(
            (kind, slot, subject, other, amount, pause) => new Step(kind, slot, subject, other, amount, pause));

    [Fact]
    public void AllCalls_NarrowLimits_AgreeWithTheModel() =>
        Steps.Array[20, 300].Sample(steps => Run(steps, Narrow), iter: Iterations(2_000));

    [Fact]
    public void AllCalls_WideLimits_AgreeWithTheModel() =>
        Steps.Array[200, 900].Sample(steps => Run(steps, Wide), iter: Iterations(200));

    [Fact]
    public void Use_WhereWindowsEndToTheTick_AgreesWithTheModel() =>
        Gen.Select(Gen.Int[0, 14], Gen.OneOf(0L, 2_500_000, 5_000_000, 10_000_000), Gen.OneOf(0L, 1, 2, 9_999, 10_000, 10_001)).Array[10, 100].Sample(
            steps =>
            {
                CounterLimit limit = CounterBench.Limit((1, 20), (5, 60));
                CounterBench bench = NewBench();
                CounterModel model = new();
                foreach ((int uses, long pause, long more) in steps)
                {
                    for (int i = 0; i < uses; i++)
                    {
                        bool isIn = bench.Use("a", limit) == ReservationState.Reserved;
                        Assert.True(model.Fits("a", limit, 1, 0, lateness: isIn ? 0 : 1) == isIn, isIn ? "more than the limit" : "refused where there was room");
                        if (isIn) model.Record("a", 1);
                    }

                    bench.Time.Advance(TimeSpan.FromTicks(pause + more));
                    model.Now += pause + more;
                }
            },
            iter: Iterations(400));

    private void Run(Step[] steps, CounterLimit[] limits)
    {
        CounterBench bench = NewBench();
        CounterModel model = new();
        Dictionary<int, CounterReservation> tokens = [];
        foreach (Step step in steps) Apply(step, limits, bench, model, tokens);
        for (int i = 0; i < limits.Length; i++)
        {
            foreach (CounterWindow window in limits[i].Windows) Assert.True(model.Fullest(SubjectOf(i), window.Length.Ticks) <= window.AtMost);
        }
    }

    private static void Apply(Step step, CounterLimit[] limits, CounterBench bench, CounterModel model, Dictionary<int, CounterReservation> tokens)
    {
        CounterReservation token = tokens.GetValueOrDefault(step.Slot);
        switch (step.Kind)
        {
            case 0 or 1 or 2 or 3:
                Reserve(step, limits, bench, model, tokens, step.Kind == 3 ? [step.Subject, step.Other] : [step.Subject]);
                break;
            case 4 or 5 or 6:
                Assert.Equal(token.IsNone || model.IsLive(step.Slot), bench.Commit(token));
                if (model.IsLive(step.Slot)) model.Commit(step.Slot);
                model.Reservations.Remove(step.Slot);
                break;
            case 7:
                bench.Release(token);
                model.Reservations.Remove(step.Slot);
                break;
            case 8 when step.Amount == 1:
                bench.Record(SubjectOf(step.Subject), limits[step.Subject], step.Amount);
                if (!limits[step.Subject].Windows.IsEmpty) model.Record(SubjectOf(step.Subject), step.Amount);
                break;
            case 9:
                Read(SubjectOf(step.Subject), limits[step.Subject], bench, model);
                break;
            default:
                bench.Time.Advance(TimeSpan.FromTicks(step.Pause));
                model.Now += step.Pause;
                break;
        }
    }

    private static void Reserve(
        Step step, CounterLimit[] limits, CounterBench bench, CounterModel model, Dictionary<int, CounterReservation> tokens, int[] subjects)
    {
        CounterReservation token = tokens.GetValueOrDefault(step.Slot);
        bool isNew = token.IsNone || (!model.Reservations.ContainsKey(step.Slot) && step.Amount > 1);
        TimeSpan lifetime = TimeSpan.FromTicks(1 + step.Pause);
        CounterCharge[] charges = [.. subjects.Select(subject => new CounterCharge(CounterBench.Key(SubjectOf(subject)), limits[subject], step.Amount))];
        ReservationResult result = bench.Reserve(isNew ? default : token, lifetime, charges);
        if (!isNew && !model.IsLive(step.Slot))
        {
            Assert.Equal(ReservationState.Expired, result.State);
            model.Reservations.Remove(step.Slot);
            return;
        }

        int accepted = result.State == ReservationState.Reserved ? charges.Length : result.RefusedCharge;
        for (int i = 0; i < charges.Length && i <= accepted; i++)
        {
            CounterCharge charge = charges[i];
            long alsoPending = charges.Take(i).Where(earlier => earlier.Key == charge.Key).Sum(earlier => earlier.Amount);
            if (i < accepted) Assert.True(model.Fits(charge.Key.Subject, charge.Limit, charge.Amount, alsoPending, lateness: 0), "more than the limit");
            else Assert.False(model.Fits(charge.Key.Subject, charge.Limit, charge.Amount, alsoPending, lateness: 1), "refused where there was room");
        }

        if (result.State != ReservationState.Reserved)
        {
            Assert.Equal(ReservationState.Refused, result.State);
            Assert.Equal(isNew ? default : token, result.Reservation);
            return;
        }

        List<(string, long)> held = isNew ? [] : model.Reservations[step.Slot].Charges;
        held.AddRange(charges.Select(charge => (charge.Key.Subject, charge.Amount)));
        if (isNew && model.Reservations.Remove(step.Slot)) bench.Release(token);
        model.Reservations[step.Slot] = new CounterModel.Held(model.Now + lifetime.Ticks, held);
        tokens[step.Slot] = result.Reservation;
    }

    private static void Read(string subject, CounterLimit limit, CounterBench bench, CounterModel model)
    {
        CounterReading reading = bench.Read(subject, limit);
        if (limit.Windows.IsEmpty)
        {
            Assert.Equal(model.Pending(subject), reading.Used);
            return;
        }

        long length = reading.Window.Length.Ticks;
        Assert.InRange(
            reading.Used - model.Pending(subject), model.Committed(subject, length), model.Committed(subject, length + (length / 1000)));
        Assert.Equal(reading.Used > reading.Window.AtMost, reading.OpensAt != default);
    }

    private static string SubjectOf(int index) => $"subject-{index}";

    private sealed record Step(int Kind, int Slot, int Subject, int Other, long Amount, long Pause);
}
