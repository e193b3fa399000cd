using System.Collections.Immutable;
using CsCheck;
using Submission.Gateway.Signing.Activation;
using Submission.Trust.Dkim;

namespace Submission.Gateway.Tests.Signing;

/// <summary>The life of keys against a simple model: what was published, what DNS holds, and what follows from it for who signs.</summary>
public sealed class LifecycleTests
{
    private static readonly DkimRules Rules = new(Absences: 2, RotateAfter: TimeSpan.FromDays(30), KeepRetired: TimeSpan.FromDays(7));
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    private enum Step
    {
        Look, LookInVain, RecordsGo, RecordsCome, Rotate, Deactivate, Activate, Days, MoveAway, MoveHere,
    }

    [Fact]
    public void Life_OfAnySteps_KeepsItsPromises() =>
        Gen.Int[0, 9].Select(static step => (Step)step).Array[1, 60].Sample(static steps =>
        {
            var world = new World();
            foreach (Step step in steps) world.Do(step);
        });

    [Fact]
    public void Life_OfADomainWithUs_GoesFromNothingToSigned_AndRotatesWithoutAGap()
    {
        var world = new World();
        world.Do(Step.MoveHere);
        world.Do(Step.Look);
        Assert.Equal(["1e", "1r"], world.Signing);
        world.Do(Step.Rotate);
        Assert.Equal(["2e", "2r"], world.Signing);
        Assert.Equal(4, world.State.Keys.Length);
        world.Do(Step.Days);
        Assert.Equal(2, world.State.Keys.Length);
    }

    [Fact]
    public void Record_Gone_StopsAtTheSecondLook_AndNotWhenDnsIsSilent()
    {
        var world = new World();
        world.Do(Step.MoveHere);
        world.Do(Step.Look);
        for (int index = 0; index < 10; index++) world.Do(Step.LookInVain);
        Assert.Equal(2, world.Signing.Length);
        world.Do(Step.RecordsGo);
        world.Do(Step.Look);
        Assert.Equal(2, world.Signing.Length);
        world.Do(Step.LookInVain);
        Assert.Equal(2, world.Signing.Length);
        world.Do(Step.Look);
        Assert.Empty(world.Signing);
        world.Do(Step.RecordsCome);
        world.Do(Step.Look);
        Assert.Equal(2, world.Signing.Length);
    }

    /// <summary>DNS, an operator and the clock, and the keys' life among them.</summary>
    private sealed class World
    {
        private readonly HashSet<string> _dns = new(StringComparer.Ordinal);
        private readonly Dictionary<string, int> _missed = new(StringComparer.Ordinal);
        private DateTimeOffset _now = Start;

        public World() => Settle();

        public DkimDomainState State { get; private set; } = new() { Domain = "domena.example" };

        public string[] Signing => [.. State.Keys.Where(key => DkimLifecycle.Signs(State, key)).Select(static key => key.Selector).Order(StringComparer.Ordinal)];

        public void Do(Step step)
        {
            _now += TimeSpan.FromMinutes(1);
            string[] before = Signing;
            switch (step)
            {
                case Step.Look:
                    Look();
                    break;
                case Step.LookInVain:
                    foreach (DkimKeyState key in State.Keys) State = DkimLifecycle.Looked(State, key.Selector, DkimSighting.Unknown, "timeout", Rules, _now);
                    Assert.Equal(before, Signing);
                    break;
                case Step.RecordsGo:
                    _dns.Clear();
                    break;
                case Step.RecordsCome:
                    foreach (DkimKeyState key in State.Keys) _dns.Add(key.Selector);
                    break;
                case Step.Rotate:
                    if (!State.IsOff) State = DkimLifecycle.RotationWanted(State);
                    Settle();
                    Look();
                    break;
                case Step.Deactivate:
                    State = DkimLifecycle.Deactivated(State, _now);
                    Assert.Empty(Signing);
                    break;
                case Step.Activate:
                    State = DkimLifecycle.Activated(State);
                    Settle();
                    break;
                case Step.Days:
                    _now += TimeSpan.FromDays(8);
                    Settle();
                    break;
                default:
                    State = DkimLifecycle.Located(State, step == Step.MoveHere ? DkimHome.Ours : DkimHome.Elsewhere, "domena.example");
                    Settle();
                    break;
            }

            Check(before, step);
        }

        private void Settle()
        {
            if (DkimLifecycle.NeedsKeys(State, Rules, _now)) State = DkimLifecycle.Made(State, [Key("r", DkimAlgorithm.RsaSha256), Key("e", DkimAlgorithm.Ed25519Sha256)]);
            foreach (DkimKeyState key in State.Keys)
            {
                if (DkimLifecycle.IsOver(key, Rules, _now))
                {
                    // Kept for as long as mail may be on its way.
                    Assert.True(_now - key.Since >= Rules.KeepRetired);
                    State = DkimLifecycle.Removed(State, key.Selector);
                    _dns.Remove(key.Selector);
                }
                else if (DkimLifecycle.NeedsPublication(State, key))
                {
                    Assert.Equal(DkimHome.Ours, State.Home);
                    _dns.Add(key.Selector);
                    State = DkimLifecycle.Published(State, key.Selector, null);
                }
            }
        }

        private void Look()
        {
            foreach (DkimKeyState key in State.Keys)
            {
                bool isThere = _dns.Contains(key.Selector);
                _missed[key.Selector] = isThere ? 0 : _missed.GetValueOrDefault(key.Selector) + 1;
                State = DkimLifecycle.Looked(State, key.Selector, isThere ? DkimSighting.Visible : DkimSighting.Absent, isThere ? null : "gone", Rules, _now);
            }
        }

        private void Check(string[] before, Step step)
        {
            ImmutableArray<DkimKeyState> keys = State.Keys;
            // One key of each kind at most signs, and only one that is in DNS as far as two looks can tell.
            Assert.True(keys.Where(key => DkimLifecycle.Signs(State, key)).GroupBy(static key => key.Algorithm).All(static kind => kind.Count() == 1));
            Assert.All(Signing, selector => Assert.InRange(_missed[selector], 0, Rules.Absences - 1));
            if (State.IsOff) Assert.Empty(Signing);
            else Assert.Contains(keys, static key => key.Stage != DkimKeyStage.Retired);
            Assert.Equal(keys.Length, keys.Select(static key => key.Selector).Distinct(StringComparer.Ordinal).Count());
            // Who has signed goes on until its record is looked for and gone, a newer one is seen, or an operator says so.
            if (step is not (Step.Look or Step.Rotate or Step.Deactivate)) Assert.Equal(before, Signing);
        }

        private DkimKeyState Key(string kind, DkimAlgorithm algorithm) => new()
        {
            Selector = $"{State.Generation + 1}{kind}",
            Algorithm = algorithm,
            Record = "",
            Generation = State.Generation + 1,
            MadeAt = _now,
            Since = _now,
        };
    }
}
