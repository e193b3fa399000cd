using Submission.Admin;
using Submission.Gateway.Queue;

namespace Submission.GatewayServer.Admin;

/// <summary>Reads which deliveries are meant, in the forms in which the queue keeps them.</summary>
internal static class QueueFilterReader
{
    private const string NullReversePath = "<>";

    public static QueueFilter Read(AdminQueryReader query) => new()
    {
        Id = IdOf(query),
        Destination = DestinationOf(query),
        Sender = SenderOf(query),
        Account = AccountOf(query),
        State = StateOf(query),
    };

    /// <summary>Reads a domain or an address literal.</summary>
    /// <returns>The form of <see cref="EmailAddress.DomainText"/>; <see langword="null"/> where it is neither.</returns>
    public static string? DestinationOf(string text)
    {
        if (DomainName.TryParse(text, out DomainName? domain)) return domain.Value;
        return text.StartsWith('[') && EmailAddress.TryParse($"x@{text}", out EmailAddress? literal) ? literal.DomainText : null;
    }

    /// <summary>Says it for the log, for example <c>domain=example.org state=held</c>.</summary>
    public static string Describe(QueueFilter filter)
    {
        string[] parts =
        [
            filter.Id is { } id ? $"id={id}" : "",
            filter.Destination is { } domain ? $"domain={domain}" : "",
            filter.Sender is { } sender ? $"sender={(sender.Length == 0 ? NullReversePath : sender)}" : "",
            filter.Account is { } account ? $"account={account}" : "",
            filter.State is { } state ? $"state={QueueDocuments.WordOf(state)}" : "",
        ];
        string text = string.Join(' ', parts.Where(static part => part.Length > 0));
        return text.Length == 0 ? "(all)" : text;
    }

    private static TransactionId? IdOf(AdminQueryReader query)
    {
        if (query.Text("id") is not { } text) return null;
        if (TransactionId.TryParse(text, out TransactionId id)) return id;
        query.Reject(QueueResource.IdsAre);
        return null;
    }

    private static string? DestinationOf(AdminQueryReader query)
    {
        if (query.Text("domain") is not { } text) return null;
        if (DestinationOf(text) is { } destination) return destination;
        query.Reject("The domain in the query is no domain name and no address literal such as [192.0.2.1].");
        return null;
    }

    private static string? SenderOf(AdminQueryReader query)
    {
        if (query.Text("sender") is not { } text) return null;
        if (text is NullReversePath) return "";
        if (EmailAddress.TryParse(Bare(text), out EmailAddress? sender)) return sender.Canonical;
        query.Reject("The sender in the query is no mail address; <> stands for that of notices.");
        return null;
    }

    private static string? AccountOf(AdminQueryReader query)
    {
        if (query.Text("account") is not { } text) return null;
        if (EmailAddress.TryParse(text, out EmailAddress? login)) return login.Canonical;
        query.Reject("The account in the query is no login: those are whole mail addresses.");
        return null;
    }

    private static DeliveryState? StateOf(AdminQueryReader query)
    {
        switch (query.Text("state"))
        {
            case null: return null;
            case AdminQueueWords.Waiting: return DeliveryState.Waiting;
            case AdminQueueWords.UnderWay: return DeliveryState.UnderWay;
            case AdminQueueWords.Held: return DeliveryState.Held;
            case AdminQueueWords.Finished: return DeliveryState.Finished;
            default:
                query.Reject($"The parameter state takes {string.Join(", ", AdminQueueWords.States)}.");
                return null;
        }
    }

    private static string Bare(string text) => text is ['<', .. var inner, '>'] ? inner : text;
}
