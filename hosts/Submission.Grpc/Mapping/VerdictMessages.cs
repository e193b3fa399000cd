using Google.Protobuf.WellKnownTypes;
using Submission.Policy.Lookups;

namespace Submission.Grpc.Mapping;

/// <summary>Verdicts as messages.</summary>
internal static class VerdictMessages
{
    /// <summary>The verdict to go on. Shared: nobody may change it.</summary>
    public static Wire.Verdict Accept { get; } = new() { Kind = Wire.VerdictKind.Accept };

    public static Wire.Verdict Of(Verdict verdict)
    {
        if (ReferenceEquals(verdict, Verdict.Accept)) return Accept;
        var message = new Wire.Verdict { Kind = Of(verdict.Kind) };
        if (verdict.Rule.Value is { Length: > 0 } rule) message.Rule = rule;
        if (verdict.Reason is { } reason) message.Reason = reason;
        if (verdict.Reply is { } reply)
        {
            message.Reply = new Wire.Reply { Code = (uint)reply.Code, Text = reply.Text, Line = reply.ToString() };
            if (reply.Status is { } status) message.Reply.EnhancedStatus = status.ToString();
        }

        return message;
    }

    public static Wire.Stage Of(PolicyStage stage) => stage switch
    {
        PolicyStage.Connect => Wire.Stage.Connect,
        PolicyStage.Helo => Wire.Stage.Helo,
        PolicyStage.Auth => Wire.Stage.Auth,
        PolicyStage.Mail => Wire.Stage.Mail,
        PolicyStage.Rcpt => Wire.Stage.Rcpt,
        _ => Wire.Stage.Message,
    };

    public static Wire.AuthenticationOutcome Of(AuthenticationOutcome outcome) => outcome switch
    {
        AuthenticationOutcome.Succeeded => Wire.AuthenticationOutcome.Succeeded,
        AuthenticationOutcome.WrongPassword => Wire.AuthenticationOutcome.WrongPassword,
        AuthenticationOutcome.UnknownUser => Wire.AuthenticationOutcome.UnknownUser,
        AuthenticationOutcome.Disabled => Wire.AuthenticationOutcome.Disabled,
        AuthenticationOutcome.EncryptionRequired => Wire.AuthenticationOutcome.EncryptionRequired,
        _ => Wire.AuthenticationOutcome.Unavailable,
    };

    /// <summary>What the spam scanner thinks; <see langword="null"/> where it was not asked or did not answer.</summary>
    public static Wire.SpamScan? Of(LookupResult<SpamScan>? scan)
    {
        if (scan is not { IsFound: true, Value: { } found }) return null;
        var message = new Wire.SpamScan { IsSpam = found.IsSpam, Score = found.Score, Action = found.Action };
        if (found.RequiredScore is { } required) message.RequiredScore = required;
        message.Tests.AddRange(found.Tests);
        return message;
    }

    public static Timestamp? Of(DateTimeOffset? moment) => moment is { } at ? Timestamp.FromDateTimeOffset(at) : null;

    private static Wire.VerdictKind Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Accept => Wire.VerdictKind.Accept,
        VerdictKind.Hold => Wire.VerdictKind.Hold,
        VerdictKind.Refuse => Wire.VerdictKind.Refuse,
        VerdictKind.Close => Wire.VerdictKind.Close,
        _ => Wire.VerdictKind.Defer,
    };
}
