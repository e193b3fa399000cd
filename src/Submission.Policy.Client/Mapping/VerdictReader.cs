using Submission.Policy.Lookups;

namespace Submission.Policy.Client.Mapping;

/// <summary>
/// Reads verdicts. What this client cannot read, because the service is newer or broken, is doubt: it becomes a deferral whose reason says so, and never an acceptance.
/// </summary>
internal static class VerdictReader
{
    private static readonly SmtpReply TryAgain = SmtpReply.Parse("451 4.3.0 temporary failure, try again later");

    public static Verdict Read(Wire.Verdict? wire)
    {
        if (wire is null) return Verdict.Defer(TryAgain, "the service gave no verdict");
        Verdict verdict = wire.Kind switch
        {
            Wire.VerdictKind.Accept => Verdict.Accept,
            Wire.VerdictKind.Hold => Verdict.Hold(Reason(wire)),
            Wire.VerdictKind.Defer or Wire.VerdictKind.Refuse or Wire.VerdictKind.Close => ReadRefusal(wire),
            _ => Verdict.Defer(TryAgain, $"the service gave a verdict of a kind that this client does not know: {(int)wire.Kind}"),
        };
        return RuleId.IsValid(wire.Rule) ? verdict with { Rule = new RuleId(wire.Rule) } : verdict;
    }

    /// <summary>Reads what the spam scanner thinks.</summary>
    public static SpamScan? Read(Wire.SpamScan? wire) => wire is null ? null : new SpamScan(wire.IsSpam, wire.Score)
    {
        RequiredScore = wire.HasRequiredScore ? wire.RequiredScore : null,
        Action = wire.Action,
        Tests = [.. wire.Tests],
    };

    private static Verdict ReadRefusal(Wire.Verdict wire)
    {
        if (ReadReply(wire.Reply) is not { } reply) return Verdict.Defer(TryAgain, "the service refused without a reply that can be sent");
        return wire.Kind switch
        {
            Wire.VerdictKind.Defer => Verdict.Defer(reply, Reason(wire)),
            Wire.VerdictKind.Refuse => Verdict.Refuse(reply, Reason(wire)),
            _ => Verdict.Close(reply, Reason(wire)),
        };
    }

    private static SmtpReply? ReadReply(Wire.Reply? wire)
    {
        // A line end in a reply would let the service, or whoever feeds it, write further replies to the client.
        if (wire is null || wire.Code is < 400 or > 599 || wire.Text.AsSpan().ContainsAnyInRange('\0', '\u001f')) return null;
        EnhancedStatus? status = EnhancedStatus.TryParse(wire.EnhancedStatus, out EnhancedStatus read) ? read : null;
        return new SmtpReply((int)wire.Code, status, wire.Text);
    }

    private static string? Reason(Wire.Verdict wire) => wire.Reason.Length > 0 ? wire.Reason : null;
}
