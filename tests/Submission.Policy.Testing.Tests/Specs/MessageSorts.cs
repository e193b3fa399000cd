using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Tests.Specs;

/// <summary>The sorts of cases that a rule must have which looks into the message, after the messages of its cases and what was expected of them.</summary>
internal sealed class MessageSorts(PolicySpec policy, RuleSpec rule, IEnumerable<CaseStep> steps)
{
    private readonly MessageStep[] _messages = [.. steps.OfType<MessageStep>()];

    public IEnumerable<string> Missing() => rule.Body switch
    {
        var body when body.TryGet("attachments", out SpecEntry? attachments) => Attachments(attachments),
        var body when body.TryGet("relayed", out _) => Relayed(),
        _ => [],
    };

    private IEnumerable<string> Attachments(SpecEntry kind)
    {
        string[] refused = [.. Names(isRefused: true)];
        foreach (string extension in ListOf(kind, "forbidden"))
        {
            if (!refused.Any(name => name.EndsWith("." + extension, StringComparison.OrdinalIgnoreCase))) yield return $"a refused .{extension}";
        }

        if (!refused.Any(static name => name.Length > 0 && char.IsAsciiLetterUpper(name[^1]))) yield return "a refused extension in upper case";
        if (!Names(isRefused: false).Any(static name => name.EndsWith(".zip", StringComparison.Ordinal))) yield return "a .zip that passes";
        foreach (string sort in Files("a name in a file")) yield return sort;
    }

    private IEnumerable<string> Relayed()
    {
        if (!Protocols(isRefused: false).Any(static with => with is "HTTP")) yield return "a hop by HTTP that passes";
        if (!Protocols(isRefused: false).Any(static with => with.Contains("SMTP", StringComparison.Ordinal))) yield return "a trusted hop";
        foreach (string with in (string[])["SMTP", "ESMTP", "LMTP", "UTF8SMTP", "MICROSOFT SMTP SERVER"])
        {
            if (!Protocols(isRefused: true).Contains(with, StringComparer.Ordinal)) yield return $"a refused hop with {with}";
        }

        foreach (string sort in Files("a hop in a file")) yield return sort;
    }

    private IEnumerable<string> Files(string what)
    {
        if (!_messages.Any(static message => IsFile(message) && IsRefused(message))) yield return what + " that is refused";
        if (!_messages.Any(static message => IsFile(message) && !IsRefused(message))) yield return what + " that passes";
    }

    private IEnumerable<string> Names(bool isRefused) =>
        _messages.Where(message => IsRefused(message) == isRefused).SelectMany(static message => message.Message.Structure?.Attachments ?? []).Select(static name => name.Name);

    private IEnumerable<string> Protocols(bool isRefused) =>
        _messages.Where(message => IsRefused(message) == isRefused).SelectMany(static message => message.Message.Structure?.Received ?? []).Select(static hop => hop.With);

    private static bool IsRefused(MessageStep message) => message.Expectation?.Outcome is { Length: > 0 } outcome && outcome[0] == '5';

    private static bool IsFile(MessageStep message) => !message.Message.Octets.IsEmpty;

    private IEnumerable<string> ListOf(SpecEntry kind, string word)
    {
        string expression = ((SpecMapping)kind.Value).TryGet(word, out SpecEntry? entry) ? ((SpecScalar)entry.Value).Value : "";
        return policy.Lists.Where(list => expression == "lists." + list.Name.Value).SelectMany(static list => list.Items).Select(static item => item.Value);
    }
}
