using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy.Expressions;
using Submission.Policy.Kinds;
using Submission.Policy.Specification;

namespace Submission.Policy.Rules.Share;

internal sealed class ShareKind() : RuleKind(new RuleKindDescription(
    "share",
    "Blocks whoever sends a larger batch of which more than a share has come to nothing, or goes where little should go.",
    [
        new("of", RuleKindWordType.Text, true, "What is looked for: messages that wait in the queue, that have bounced, or that were accepted for the recipients of 'only'.", [.. Of.Keys]),
        new("among", RuleKindWordType.Text, true, "What the batch consists of; a message counts as soon as one of its recipients does.", ["messages", "recipients"]),
        new("per", RuleKindWordType.Expressions, true, "Whose batch: a list of expressions, each with a batch of its own; an IPv6 address counts by its /64."),
        new("within", RuleKindWordType.Duration, true, "How long a batch is: a sliding window."),
        new("more-than", RuleKindWordType.Text, true, "The share that must be exceeded, for example 50%."),
        new("once-over", RuleKindWordType.Number, true, "The size of the batch that must be exceeded."),
        new("block-for", RuleKindWordType.Duration, true, "How long whoever exceeds both is blocked, whatever becomes of the batch."),
        new("only", RuleKindWordType.Expression, false, "Which recipients are looked for; all by default. Required for 'of: accepted'."),
    ]))
{
    private const long MaximumOnceOver = 1_000_000;
    private const string Example = "Write for example more-than: 50%.";

    private static readonly Dictionary<string, ShareOf> Of = new(StringComparer.Ordinal)
    {
        ["queued"] = ShareOf.Queued,
        ["bounced"] = ShareOf.Bounced,
        ["accepted"] = ShareOf.Accepted,
    };

    // What a report of a delivery can tell.
    private static readonly string[] Reported = ["client.ip", "client.country", "client.webmail", "account.", "sender."];

    public override IPolicyRule? Build(RuleBinder binder)
    {
        string? of = binder.Choice("of", required: true, [.. Of.Keys]);
        string? among = binder.Choice("among", required: true, "messages", "recipients");
        ImmutableArray<CompiledExpression> keys = binder.Expressions("per", required: true, expected: null);
        TimeSpan? within = Window(binder, "within");
        int? percent = Percent(binder);
        long? onceOver = binder.Number("once-over", required: true, 0, MaximumOnceOver);
        TimeSpan? blockFor = Window(binder, "block-for");
        CompiledExpression? only = binder.Expression("only", required: false, ExpressionType.Bool, binder.Scope with { Stages = PolicyStages.Rcpt });

        if (binder.Stages != PolicyStages.Mail) binder.Error(binder.Location, "A share is judged at mail.", "Write stage: mail.");
        foreach (CompiledExpression key in keys) CheckKey(binder, key, isReported: of is not "accepted");
        if (keys.IsEmpty && !binder.HasErrors) binder.Error(binder.Location, "A share needs a key.", "Write for example per: [client.ip, sender].");
        if (only is not null && !only.Facts.All(LimitFacts.IsOfRecipient))
            binder.Error(binder.Location, "'only' of a share asks of recipients.", "Write for example only: recipient.domain in lists.abused_domains.");
        if (of is "accepted" && only is null && !binder.HasErrors)
            binder.Error(binder.Location, "'of: accepted' needs 'only': all messages of a batch are accepted.", "Write for example only: recipient.domain in lists.abused_domains.");
        if (binder.HasErrors || of is null || within is not { } window || percent is not { } share || onceOver is not { } minimum || blockFor is not { } length) return null;
        return new ShareRule(
            binder.Id,
            new ShareOptions(
                Of[of],
                among is "recipients",
                [.. keys.Select(key => new ShareKey(key, $"{binder.Id}/{key.Source}", among!, of is "accepted" ? "matching" : of))],
                window,
                share,
                minimum,
                length,
                only),
            binder.Reply);
    }

    private static void CheckKey(RuleBinder binder, CompiledExpression key, bool isReported)
    {
        if (!key.IsSubject) binder.Error(binder.Location, $"'{key.Source}' cannot name a counter.", "A key is a text, a number or an address.");
        foreach (Fact fact in isReported ? key.Facts : [])
        {
            if (!Reported.Any(known => fact.Name.StartsWith(known, StringComparison.Ordinal)))
                binder.Error(binder.Location, $"'{fact.Name}' is not known when a delivery is reported, so that it cannot be part of a key.", "Write client.ip, account or sender.");
        }
    }

    private static int? Percent(RuleBinder binder)
    {
        if (binder.Text("more-than", required: true) is not { } text) return null;
        if (text.Value.EndsWith('%') && int.TryParse(text.Value.AsSpan()[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is >= 0 and <= 99)
            return percent;
        binder.Error(text.Location, $"'{text.Value}' is not a share from 0% to 99%.", Example);
        return null;
    }

    private static TimeSpan? Window(RuleBinder binder, string word)
    {
        TimeSpan? window = binder.Duration(word, required: true);
        if (window < TimeSpan.FromSeconds(1)) binder.Error(binder.Location, $"'{word}' is shorter than a second.", "Write a span of time from 1s to 366d.");
        return window;
    }
}
