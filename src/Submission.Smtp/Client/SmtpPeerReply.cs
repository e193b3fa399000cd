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

    /// <summary>What came of it for people: a piece of a sentence about the server, for example <c>it has hung up</c>.</summary>
    public string Describe() => Failure switch
    {
        SmtpClientFailure.None => $"it has answered {Reply}",
        SmtpClientFailure.ConnectFailed => "it refuses connections, or no way leads there",
        SmtpClientFailure.ConnectionLost => "it has hung up",
        SmtpClientFailure.TimedOut => "it has not answered in time",
        SmtpClientFailure.ProtocolViolation => "it does not speak SMTP",
        SmtpClientFailure.TlsFailed => "TLS did not come about",
        _ => $"it is of no use ({Failure})",
    };

    /// <summary>The reply as one line, or the name of the failure.</summary>
    public override string ToString() => Reply?.ToString() ?? Failure.ToString();
}
