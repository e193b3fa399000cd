using System.Globalization;
using Submission.Policy.Delivery;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Reads the steps that tell what has become of messages: <c>queued</c>, <c>delivered</c>, <c>bounced</c>.</summary>
internal sealed class FeedbackStepReader(CaseBinder binder)
{
    private const string All = "all";
    private const int MaximumCount = 100_000;

    public FeedbackStep? Read(SpecEntry action, string text, int depth)
    {
        string word = action.Key.Value;
        DeliveryEvent happened = word switch
        {
            "queued" => DeliveryEvent.Queued,
            "delivered" => DeliveryEvent.Delivered,
            _ => DeliveryEvent.Bounced,
        };
        if (action.Value is not SpecMapping) return new FeedbackStep(action.Key.Location, text, happened, Count(action.Value, $"'{word}'"), null);
        if (binder.Mapping(action.Value, word, "last", "recipient") is not { } mapping) return null;
        int? count = mapping.TryGet("last", out SpecEntry? last) ? Count(last.Value, "'last'") : null;
        return new FeedbackStep(action.Key.Location, text, happened, count, Recipient(mapping, depth));
    }

    private int? Count(SpecNode node, string what)
    {
        string text = binder.Text(node, what);
        if (text is All || node is not SpecScalar) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MaximumCount) return count;
        binder.Error(node.Location, $"{what} says of how many messages, the latest first.", $"Write a whole number from 1 to {MaximumCount.ToString(CultureInfo.InvariantCulture)}, or all.");
        return null;
    }

    private string? Recipient(SpecMapping mapping, int depth)
    {
        if (!mapping.TryGet("recipient", out SpecEntry? entry)) return null;
        string text = binder.Text(entry.Value, "'recipient'");
        if (entry.Value is SpecScalar && !EmailAddress.TryParse(StepReader.FirstTurn(text, depth), out _))
            binder.Error(entry.Value.Location, $"'{text}' is not a mail address.");
        return text;
    }
}
