using System.Globalization;
using Spectre.Console;
using Submission.Admin;
using Submission.Cli.Output;

namespace Submission.Cli.Queue;

/// <summary>Prints all that is known of a message in the queue, for people.</summary>
internal sealed class QueuedMessagePrinter(IAnsiConsole console, DateTimeOffset now)
{
    public void Print(AdminQueuedMessage message)
    {
        console.Line((message.Id, Styles.Title));
        Table facts = TerminalWriting.Table("", "");
        Add(facts, "from", QueueText.Sender(message.Sender));
        Add(facts, "account", message.Account);
        Add(facts, "client", message.Client);
        Add(facts, "accepted", Moment.Of(message.AcceptedAt, now));
        Add(facts, "size", QueueText.Count(message.Size, "octet", "octets"));
        Add(facts, "spam", message.IsSpam ? "judged spam and accepted all the same" : null);
        Add(facts, "MAIL", ParametersOf(message));
        Add(facts, "left", string.Create(CultureInfo.InvariantCulture, $"{message.Deliveries.Count} of {QueueText.Count(message.Domains, "domain", "domains")}"));
        console.WriteIndented(facts, 2);
        foreach (AdminQueuedDelivery delivery in message.Deliveries) Print(delivery);
    }

    private void Print(AdminQueuedDelivery delivery)
    {
        console.WriteLine();
        console.Line(
            ("  ", Styles.Plain), (delivery.Domain, Styles.Name), ("  ", Styles.Plain), (delivery.State, QueueText.StyleOf(delivery.State)),
            ($", {QueueText.Count(delivery.Attempts, "attempt", "attempts")}{TimeOf(delivery)}", Styles.Plain));
        foreach (AdminQueuedRecipient recipient in delivery.Recipients) Print(recipient);
    }

    private void Print(AdminQueuedRecipient recipient)
    {
        console.Line(("    ", Styles.Plain), (recipient.Address, Styles.Plain), ("  ", Styles.Plain), (recipient.State, QueueText.StyleOf(recipient.State)));
        Table facts = TerminalWriting.Table("", "");
        if (recipient.Last is { } last)
        {
            Add(facts, "answer", last.Text);
            // The text already says what one line could.
            if (last.Reply.Count > 1) Add(facts, "reply", string.Join(" / ", last.Reply));
            Add(facts, "status", last.ReplyCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"{code} {last.Status}") : last.Status);
            Add(facts, "server", ServerOf(last));
            Add(facts, "at", Moment.Of(last.At, now));
        }

        Add(facts, "RCPT", ParametersOf(recipient));
        Add(facts, "notice", recipient.OwedNotice is { } notice ? $"the sender is to be told: {notice}" : recipient.IsDelayTold ? "the sender was told of the delay" : null);
        if (facts.Rows.Count > 0) console.WriteIndented(facts, 6);
    }

    private string TimeOf(AdminQueuedDelivery delivery) => delivery switch
    {
        { HoldReason: { } reason, HeldUntil: { } until } => $", until {Moment.Of(until, now)}: {reason}",
        { HoldReason: { } reason } => $", until it is released: {reason}",
        { NextAttemptAt: { } next } => $", next try {Moment.Of(next, now)}",
        _ => "",
    };

    private static string? ServerOf(AdminDeliveryOutcome outcome)
    {
        if (outcome.Host is null && outcome.EndPoint is null) return null;
        string[] parts = [outcome.Host ?? "", outcome.EndPoint ?? "", outcome.EndPoint is null ? "" : outcome.IsEncrypted ? "by TLS" : "in clear text"];
        return string.Join(' ', parts.Where(static part => part.Length > 0));
    }

    private static string? ParametersOf(AdminQueuedMessage message) => Join(
        message.Body is { } body ? $"BODY={body}" : "",
        message.SmtpUtf8 ? "SMTPUTF8" : "",
        message.Return is { } what ? $"RET={what}" : "",
        message.EnvelopeId is { } id ? $"ENVID={id}" : "");

    private static string? ParametersOf(AdminQueuedRecipient recipient) => Join(
        recipient.Notify is { } notify ? $"NOTIFY={notify}" : "",
        recipient.OriginalRecipient is { } original ? $"ORCPT={original}" : "");

    private static string? Join(params string[] parameters)
    {
        string text = string.Join(' ', parameters.Where(static parameter => parameter.Length > 0));
        return text.Length == 0 ? null : text;
    }

    private static void Add(Table table, string word, string? value)
    {
        if (value is not null) table.AddRow(TerminalWriting.Cell(word, Styles.Quiet), TerminalWriting.Cell(value));
    }
}
