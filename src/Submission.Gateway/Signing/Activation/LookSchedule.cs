namespace Submission.Gateway.Signing.Activation;

/// <summary>When a domain is looked after again: often while something is about to happen, seldom otherwise.</summary>
internal static class LookSchedule
{
    // A record that waits to be published by hand is looked for after a tenth of the time that it has waited.
    private const int Share = 10;

    public static TimeSpan PauseOf(DkimDomainState state, DkimSigningOptions options, DateTimeOffset now)
    {
        TimeSpan pause = options.CheckInterval;
        foreach (DkimKeyState key in state.Keys)
        {
            if (key.Stage == DkimKeyStage.Signing && key.Absences > 0) return options.PollInterval;
            if (key.Stage != DkimKeyStage.Waiting) continue;
            TimeSpan waited = (now - key.Since) / Share;
            if (waited < pause) pause = waited;
        }

        if (state.Keys.IsEmpty && !state.IsOff) return options.PollInterval;
        return pause > options.PollInterval ? pause : options.PollInterval;
    }
}
