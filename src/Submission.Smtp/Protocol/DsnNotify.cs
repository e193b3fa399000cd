namespace Submission.Smtp.Protocol;

/// <summary>When a sender wants a notice (NOTIFY; RFC 3461, section 4.1).</summary>
[Flags]
public enum DsnNotify
{
    /// <summary>NEVER.</summary>
    Never = 0,

    /// <summary>SUCCESS.</summary>
    Success = 1,

    /// <summary>FAILURE.</summary>
    Failure = 2,

    /// <summary>DELAY.</summary>
    Delay = 4,
}
