using System.Collections.Immutable;

namespace Submission.Gateway.Signing.Activation;

/// <summary>
/// The life of a domain's keys: made, published, seen in DNS and then used, replaced, kept for a while and removed. It knows no clock, no file and no network: what happened goes in, the
/// next state comes out, and what is to be done can be asked of any state.
/// </summary>
internal static class DkimLifecycle
{
    /// <summary>Whether a new pair of keys is to be made.</summary>
    public static bool NeedsKeys(DkimDomainState state, in DkimRules rules, DateTimeOffset now)
    {
        if (state.IsOff) return false;
        bool hasAny = false;
        bool isNewestUsed = true;
        bool isOld = false;
        foreach (DkimKeyState key in state.Keys)
        {
            if (key.Stage == DkimKeyStage.Retired) continue;
            hasAny = true;
            if (key.Generation != state.Generation) continue;
            // As long as the newest pair has not come into use, another would change nothing.
            isNewestUsed &= key.Stage == DkimKeyStage.Signing;
            isOld |= rules.RotateAfter > TimeSpan.Zero && now - key.MadeAt >= rules.RotateAfter;
        }

        return !hasAny || (isNewestUsed && (state.IsRotationWanted || (isOld && state.Home == DkimHome.Ours)));
    }

    /// <summary>Whether the gateway is to publish a key's record.</summary>
    public static bool NeedsPublication(DkimDomainState state, DkimKeyState key) =>
        state is { IsOff: false, Home: DkimHome.Ours } && key is { IsPublished: false, Stage: not DkimKeyStage.Retired };

    /// <summary>Whether a key is done with: its record and the key itself are to be removed.</summary>
    public static bool IsOver(DkimKeyState key, in DkimRules rules, DateTimeOffset now) => key.Stage == DkimKeyStage.Retired && now - key.Since >= rules.KeepRetired;

    /// <summary>Whether a key signs: of each kind the newest that is seen in DNS.</summary>
    public static bool Signs(DkimDomainState state, DkimKeyState key) => !state.IsOff && key.Stage == DkimKeyStage.Signing;

    public static DkimDomainState Located(DkimDomainState state, DkimHome home, string? zone) => home == DkimHome.Unknown ? state : state with { Home = home, Zone = zone };

    public static DkimDomainState Made(DkimDomainState state, IEnumerable<DkimKeyState> keys) =>
        state with { Keys = state.Keys.AddRange(keys), Generation = state.Generation + 1, IsRotationWanted = false };

    public static DkimDomainState Published(DkimDomainState state, string selector, string? problem) =>
        Change(state, selector, key => key with { IsPublished = problem is null, Problem = problem });

    /// <summary>A look for a key's record has ended.</summary>
    public static DkimDomainState Looked(DkimDomainState state, string selector, DkimSighting sighting, string? problem, in DkimRules rules, DateTimeOffset now)
    {
        // Who could not look has not seen that nothing is there.
        if (sighting == DkimSighting.Unknown || Find(state, selector) is not { Stage: not DkimKeyStage.Retired } key) return state;
        if (sighting != DkimSighting.Visible)
        {
            int absences = Math.Min(key.Absences + 1, rules.Absences);
            bool isGone = key.Stage == DkimKeyStage.Signing && absences >= rules.Absences;
            return Replace(state, key, key with { Absences = absences, Problem = problem, Stage = isGone ? DkimKeyStage.Waiting : key.Stage, Since = isGone ? now : key.Since });
        }

        // An older key that comes back after a newer one of its kind is in use has had its time.
        if (key.Stage == DkimKeyStage.Waiting) state = Retire(state, other => other.Algorithm == key.Algorithm && other.Generation < key.Generation, now);
        DkimKeyState seen = key with { Absences = 0, Problem = null, Stage = DkimKeyStage.Signing, Since = key.Stage == DkimKeyStage.Signing ? key.Since : now };
        return Replace(state, key, seen);
    }

    public static DkimDomainState Removed(DkimDomainState state, string selector) => state with { Keys = state.Keys.RemoveAll(key => key.Selector == selector) };

    /// <summary>An operator wants the domain signed: what was switched off begins anew, and records that have vanished are published again.</summary>
    public static DkimDomainState Activated(DkimDomainState state) => state with
    {
        IsOff = false,
        Keys = [.. state.Keys.Select(static key => key.Stage == DkimKeyStage.Waiting ? key with { IsPublished = false } : key)],
    };

    public static DkimDomainState Deactivated(DkimDomainState state, DateTimeOffset now) => Retire(state, static _ => true, now) with { IsOff = true, IsRotationWanted = false };

    public static DkimDomainState RotationWanted(DkimDomainState state) => state with { IsRotationWanted = true };

    private static DkimKeyState? Find(DkimDomainState state, string selector)
    {
        foreach (DkimKeyState key in state.Keys)
        {
            if (key.Selector == selector) return key;
        }

        return null;
    }

    private static DkimDomainState Change(DkimDomainState state, string selector, Func<DkimKeyState, DkimKeyState> change) =>
        Find(state, selector) is { } key ? Replace(state, key, change(key)) : state;

    private static DkimDomainState Replace(DkimDomainState state, DkimKeyState old, DkimKeyState fresh) =>
        fresh == old ? state : state with { Keys = state.Keys.Replace(old, fresh) };

    private static DkimDomainState Retire(DkimDomainState state, Func<DkimKeyState, bool> which, DateTimeOffset now)
    {
        foreach (DkimKeyState key in state.Keys)
        {
            if (key.Stage != DkimKeyStage.Retired && which(key)) state = Replace(state, key, key with { Stage = DkimKeyStage.Retired, Since = now, Problem = null });
        }

        return state;
    }
}
