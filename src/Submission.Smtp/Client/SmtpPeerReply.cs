using Submission.Policy;

namespace Submission.Smtp.Client;

/// <summary>What came of one step with a server: its reply, or why there is none. Immutable and thread-safe.</summary>
public sealed record SmtpPeerReply
{
    private SmtpPeerReply(SmtpReply? reply, IReadOnlyList<string> lines, SmtpClientFailure failure)
    {
        Reply = reply;
        Lines = lines;
        Failure = failure;
    }

    /// <summary>The reply, its text being that of the last line; <see langword="null"/> where there is none.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>The texts of all lines, without code and status; empty where there is no reply.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Why there is no reply; <see cref="SmtpClientFailure.None"/> where there is one.</summary>
    public SmtpClientFailure Failure { get; }

    /// <summary>Whether the server said yes (2xx or 3xx).</summary>
    public bool IsPositive => Reply is { IsPositive: true };

    /// <summary>Whether the connection can no longer be used.</summary>
    public bool IsConnectionLost => Failure is not (SmtpClientFailure.None or SmtpClientFailure.SmtpUtf8NotOffered or SmtpClientFailure.TooBig or SmtpClientFailure.RequireTlsNotOffered
        or SmtpClientFailure.AuthenticationNotOffered or SmtpClientFailure.AuthenticationNotProtected);

    /// <summary>A reply of the server.</summary>
    public static SmtpPeerReply FromReply(SmtpReply reply, IReadOnlyList<string> lines) => new(reply, lines, SmtpClientFailure.None);

    /// <summary>No reply.</summary>
    public static SmtpPeerReply FromFailure(SmtpClientFailure failure) => new(null, [], failure);

    /// <summary>The reply as one line, or the name of the failure.</summary>
    public override string ToString() => Reply?.ToString() ?? Failure.ToString();
}
