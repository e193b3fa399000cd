using System.Globalization;
using Submission.Policy;
using Submission.Policy.Delivery;
using Submission.Policy.Testing;

namespace Submission.Cli.Session;

/// <summary><c>:queued 51</c>, <c>:delivered all</c>, <c>:bounced 51 eva@example.org</c>: what has become of the latest messages.</summary>
internal static class DeliveryFact
{
    public static async ValueTask<DialogAnswer> ObeyAsync(DeliveryEvent happened, string[] words, FakeWorld world, IDeliveryFeedback feedback, CancellationToken cancellationToken)
    {
        string name = happened.ToString().ToLowerInvariant();
        string usage = $"Say :{name} with a number of messages or all, and perhaps a recipient, for example :{name} 51 eva@example.org.";
        if (words.Length is 0 or > 2) return DialogAnswer.Wrong(usage);
        int? count = null;
        if (words[0] is not "all")
        {
            if (!int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int latest) || latest == 0) return DialogAnswer.Wrong(usage);
            count = latest;
        }

        EmailAddress? recipient = null;
        if (words.Length == 2 && !EmailAddress.TryParse(words[1], out recipient)) return DialogAnswer.Wrong($"'{words[1]}' is no mail address.");
        int told = await world.Delivery.ReportAsync(feedback, happened, count, recipient, cancellationToken);
        return told > 0
            ? DialogAnswer.Told(string.Create(CultureInfo.InvariantCulture, $"{told} {(told == 1 ? "message is" : "messages are")} {name}."))
            : DialogAnswer.Wrong("Not so many messages were accepted.");
    }
}
