using System.Globalization;
using Submission.Gateway.Delivery;
using Submission.Gateway.Queue;

namespace Submission.Gateway.Dsn;

/// <summary>What a notice tells of one recipient. Immutable and thread-safe.</summary>
internal sealed class ReportedRecipient
{
    private ReportedRecipient(QueuedRecipient recipient, DateTimeOffset retriedUntil)
    {
        Recipient = recipient;
        Notice = recipient.Notice;
        RetriedUntil = retriedUntil;
        Status = ConsistentStatus(recipient.Notice, recipient.Last?.Status);
        Server = recipient.Last?.RemoteHost is { } host && IsPublic(host, recipient.Command.ForwardPath) ? host : null;
        Reply = ReplyOf(recipient.Last);
        Reason = Reply.Count == 0 ? WithoutEndPoint(recipient.Last, Server) : null;
    }

    public QueuedRecipient Recipient { get; }

    /// <summary>Never <see cref="OwedNotice.None"/>.</summary>
    public OwedNotice Notice { get; }

    /// <summary>When a message that is delayed is given up.</summary>
    public DateTimeOffset RetriedUntil { get; }

    /// <summary>A status whose class fits what has happened.</summary>
    public EnhancedStatus Status { get; }

    /// <summary>The server where its name is known to the world anyway.</summary>
    public string? Server { get; }

    /// <summary>The lines of the server's reply, each with its code; empty where no server has answered.</summary>
    public IReadOnlyList<string> Reply { get; }

    /// <summary>What happened where no server has answered.</summary>
    public string? Reason { get; }

    /// <summary>The word for the field Action (RFC 3464, section 2.3.3).</summary>
    public string Action => Notice switch
    {
        OwedNotice.Delayed => "delayed",
        OwedNotice.Relayed => "relayed",
        OwedNotice.Delivered => "delivered",
        _ => "failed",
    };

    /// <summary>Collects the recipients that the sender is to hear of, in the order of the message.</summary>
    public static List<ReportedRecipient> From(OwedNotices owed, DateTimeOffset retriedUntil)
    {
        List<ReportedRecipient> reported = [];
        foreach (QueuedDelivery delivery in owed.Deliveries)
        {
            foreach (QueuedRecipient recipient in delivery.Recipients)
            {
                if (recipient.Notice != OwedNotice.None) reported.Add(new ReportedRecipient(recipient, retriedUntil));
            }
        }

        reported.Sort(static (left, right) => left.Recipient.Ordinal.CompareTo(right.Recipient.Ordinal));
        return reported;
    }

    // RFC 3463, section 2: class 4 in a failure notice says that a temporary condition has lasted too long, for which X.4.7 is the code.
    private static EnhancedStatus ConsistentStatus(OwedNotice notice, EnhancedStatus? given)
    {
        int wanted = notice switch
        {
            OwedNotice.Delayed => 4,
            OwedNotice.Relayed or OwedNotice.Delivered => 2,
            _ => 5,
        };
        if (given is not { } status) return new EnhancedStatus(wanted, 0, 0);
        if (status.Class == wanted) return status;
        return notice == OwedNotice.Failed && status.Class == 4 ? new EnhancedStatus(4, 4, 7) : new EnhancedStatus(wanted, 0, 0);
    }

    private static List<string> ReplyOf(RecipientOutcome? outcome)
    {
        List<string> lines = [];
        if (outcome is not { ReplyCode: >= 200 and <= 599 }) return lines;
        string code = outcome.ReplyCode.ToString(CultureInfo.InvariantCulture);
        string status = StatusGiven(outcome.Text, code);
        int last = outcome.ReplyLines.IsDefaultOrEmpty ? -1 : outcome.ReplyLines.Length - 1;
        for (int i = 0; i <= last; i++) lines.Add($"{code}{(i < last ? '-' : ' ')}{status}{outcome.ReplyLines[i]}");
        if (last < 0) lines.Add(outcome.Text.StartsWith(code, StringComparison.Ordinal) ? outcome.Text : $"{code} {outcome.Text}");
        return lines;
    }

    // The lines come without the status, and the outcome's own may be another: the server's stands in the text, behind the code.
    private static string StatusGiven(string text, string code)
    {
        int start = text.IndexOf(code + " ", StringComparison.Ordinal);
        if (start < 0) return "";
        ReadOnlySpan<char> rest = text.AsSpan(start + code.Length + 1);
        int end = rest.IndexOf(' ');
        return EnhancedStatus.TryParse(end < 0 ? rest : rest[..end], out EnhancedStatus status) && status.Class == code[0] - '0' ? $"{status} " : "";
    }

    private static bool IsPublic(string host, EmailAddress recipient)
    {
        if (string.Equals(host, recipient.DomainText, StringComparison.OrdinalIgnoreCase)) return true;
        if (!DomainName.TryParse(host.TrimEnd('.'), out DomainName? name)) return false;
        int dot = name.Value.LastIndexOf('.');
        if (dot < 0) return false;
        return name.Value[(dot + 1)..] is not ("local" or "localhost" or "localdomain" or "internal" or "intranet" or "private" or "lan" or "corp" or "home" or "arpa")
            && !char.IsAsciiDigit(name.Value[^1]);
    }

    // Where a server stands inside is nobody's business outside.
    private static string? WithoutEndPoint(RecipientOutcome? outcome, string? server)
    {
        if (outcome is null) return null;
        string text = outcome.Text;
        string instead = server ?? "the server";
        if (outcome.RemoteEndPoint is { Length: > 0 } endPoint)
        {
            text = text.Replace(endPoint, instead, StringComparison.OrdinalIgnoreCase);
            int colon = endPoint.LastIndexOf(':');
            if (colon > 0) text = text.Replace(endPoint[..colon].Trim('[', ']'), instead, StringComparison.OrdinalIgnoreCase);
        }

        if (server is null && outcome.RemoteHost is { Length: > 0 } host) text = text.Replace(host, instead, StringComparison.OrdinalIgnoreCase);
        return text.Length == 0 ? null : text;
    }
}
