using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Submission.Policy.Decisions;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Running;

namespace Submission.Policy.Testing.Tests.Specs;

/// <summary>
/// The sorts of cases that a rule must have in its own folder: which of them apply follows from what its file says, which of them it has from what its cases did.
/// </summary>
internal sealed partial class CaseSorts
{
    private static readonly string[] ResolveOutcomes =
        ["found", "NXDOMAIN", "no MX and no address", "null MX", "no MX host has a usable address", "no usable address", "SERVFAIL", "time-out"];

    private static readonly string[] BlocklistOutcomes = ["NXDOMAIN", "error 127.255.255", "answer outside 127.0.0.0/8", "SERVFAIL", "time-out"];
    private static readonly string[] VirusOutcomes = ["clean", "the virus scanner does not answer"];
    private static readonly string[] CountryOutcomes = ["not in the database", "no readable database"];
    private static readonly string[] SpamOutcomes = ["ham", "spam", "the spam scanner does not answer"];
    private readonly PolicySpec _policy;
    private readonly RuleSpec _rule;
    private readonly RuleId _id;
    private readonly string _text;
    private readonly ImmutableArray<GoldenCase> _cases;
    private readonly ImmutableArray<GoldenCaseResult> _results;
    private readonly ImmutableArray<RuleEvidence> _evidence;

    public CaseSorts(PolicySpec policy, RuleSpec rule, IEnumerable<GoldenCase> cases, IEnumerable<GoldenCaseResult> results)
    {
        _policy = policy;
        _rule = rule;
        _id = new RuleId(rule.Id.Value);
        _text = string.Join('\n', Scalars(rule.Body));
        string folder = rule.Id.Value + "/";
        _cases = [.. cases.Where(golden => golden.Name.StartsWith(folder, StringComparison.Ordinal))];
        _results = [.. results.Where(result => result.Name.StartsWith(folder, StringComparison.Ordinal))];
        _evidence = [.. _results.Select(result => result.Evidence.Rules.GetValueOrDefault(_id)).OfType<RuleEvidence>()];
    }

    /// <summary>The sorts that apply to the rule and that none of its cases is of.</summary>
    public IEnumerable<string> Missing() =>
        [.. Outcomes(), .. Exemptions(), .. Boundaries(), .. Lookups(), .. Addresses(), .. Names(), .. new MessageSorts(_policy, _rule, Steps()).Missing()];

    private IEnumerable<string> Outcomes()
    {
        if (!_evidence.Any(static rule => rule.Outcomes.Contains(RuleOutcome.Passed))) yield return "accept";
        foreach (RefusalReason reason in new ReasonCatalog(_policy).Unreached(_results.Select(static result => result.Evidence)).Where(reason => reason.Rule == _id))
            yield return $"reply: {reason.Reply}";
    }

    // `a or b` are two exemptions; each needs a case.
    private IEnumerable<string> Exemptions()
    {
        if (!_rule.Body.TryGet("unless", out SpecEntry? unless)) yield break;
        int exemptions = ((SpecScalar)unless.Value).Value.Split(" or ").Length;
        int shown = _evidence.Count(static rule => rule.Outcomes.Contains(RuleOutcome.Exempt));
        if (shown < exemptions) yield return $"{exemptions} exemptions, of which {shown} are shown";
    }

    private IEnumerable<string> Boundaries()
    {
        foreach (int boundary in BoundariesOf(_rule.Body))
        {
            if (!_evidence.Any(rule => rule.PassesBeforeRefusal == boundary))
                yield return string.Create(CultureInfo.InvariantCulture, $"boundary: {boundary} pass, the next is refused");
        }

        bool closes = _rule.Body.TryGet("limit", out _) || _rule.Body.TryGet("share", out _) || _rule.Body.TryGet("budget", out _);
        if (closes && !_evidence.Any(static rule => rule.Reopens)) yield return "a limit that opens again";
    }

    private IEnumerable<string> Lookups()
    {
        string[] answers = [.. _results.SelectMany(AnswersOf)];
        string[] needed = _rule.Body switch
        {
            var body when body.TryGet("resolve", out _) => ResolveOutcomes,
            var body when body.TryGet("country", out _) => CountryOutcomes,
            var body when body.TryGet("virus", out _) => VirusOutcomes,
            var body when body.TryGet("spam", out _) || _text.Contains("spam.", StringComparison.Ordinal) => SpamOutcomes,
            var body when body.TryGet("dnsbl", out SpecEntry? dnsbl) => [.. BlocklistOutcomes, .. ListedCodes(dnsbl)],
            _ => [],
        };
        return needed.Where(outcome => !answers.Any(answer => answer.StartsWith(outcome, StringComparison.Ordinal))).Select(static outcome => $"look-up: {outcome}");
    }

    private IEnumerable<string> Addresses()
    {
        if (!_text.Contains("client.ip", StringComparison.Ordinal) && !_text.Contains("{ip}", StringComparison.Ordinal)) yield break;
        if (!_evidence.Any(static rule => rule.RefusedClients.Any(static client => client.Contains(':', StringComparison.Ordinal)))) yield return "a refused IPv6 address";
        if (!Steps().OfType<ConnectStep>().Any(static step => step.Address.StartsWith("::ffff:", StringComparison.OrdinalIgnoreCase))) yield return "an IPv4-mapped address";
    }

    private IEnumerable<string> Names()
    {
        if (!NameFacts().IsMatch(_text) && !_rule.Body.TryGet("authenticate", out _)) yield break;
        string[] domains = [.. Steps().Select(DomainOf)];
        if (!domains.Any(static domain => domain.Any(char.IsAsciiLetterUpper))) yield return "upper case";
        if (!domains.Any(static domain => domain.StartsWith("xn--", StringComparison.OrdinalIgnoreCase))) yield return "IDN as A-label";
        if (!domains.Any(static domain => domain.Any(static c => c > '\u007f'))) yield return "IDN as U-label";
    }

    private IEnumerable<CaseStep> Steps() => _cases.SelectMany(static golden => Flatten(golden.Steps));

    private static IEnumerable<CaseStep> Flatten(IEnumerable<CaseStep> steps) =>
        steps.SelectMany(static step => step is RepeatStep repeat ? Flatten(repeat.Steps) : [step]);

    private static string DomainOf(CaseStep step)
    {
        string address = step switch
        {
            AuthStep auth => auth.Login,
            MailStep mail => mail.From,
            RcptStep rcpt => rcpt.To,
            _ => "",
        };
        return address[(address.LastIndexOf('@') + 1)..];
    }

    private static IEnumerable<string> AnswersOf(GoldenCaseResult result) => result.World is not { } world ? [] :
    [
        .. world.MailDomains.Answers.Select(static answer => answer.Outcome),
        .. world.Blocklists.Answers.SelectMany(static answer => answer.Outcome.StartsWith("127.", StringComparison.Ordinal) ? answer.Outcome.Split(' ') : [answer.Outcome]),
        .. world.Countries.Answers.Select(static answer => answer.Outcome),
        .. world.VirusScanner.Answers.Select(static answer => answer.Outcome),
        .. world.SpamScanner.Answers.Select(static answer => answer.Outcome),
    ];

    private static IEnumerable<string> ListedCodes(SpecEntry dnsbl) =>
        ((SpecMapping)dnsbl.Value).TryGet("listed", out SpecEntry? listed) ? ((SpecSequence)listed.Value).Items.Select(static item => ((SpecScalar)item).Value) : [];

    private static IEnumerable<int> BoundariesOf(SpecMapping body)
    {
        if (body.TryGet("refuse-if", out SpecEntry? condition))
        {
            foreach (Match match in AtLeast().Matches(((SpecScalar)condition.Value).Value))
                yield return int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);
        }

        if (Number(body, "budget", "first") is { } first) yield return first;
        // A batch must be larger than that, so that its last message passes, too.
        if (Number(body, "share", "once-over") is { } onceOver) yield return onceOver + 1;
        if (!body.TryGet("limit", out SpecEntry? limit) || limit.Value is not SpecMapping words) yield break;
        if (words.TryGet("at-once", out SpecEntry? atOnce)) yield return int.Parse(((SpecScalar)atOnce.Value).Value, CultureInfo.InvariantCulture);
        if (!words.TryGet("at-most", out SpecEntry? windows)) yield break;
        foreach (SpecEntry window in ((SpecMapping)windows.Value).Entries) yield return int.Parse(((SpecScalar)window.Value).Value, CultureInfo.InvariantCulture);
    }

    private static int? Number(SpecMapping body, string kind, string word) =>
        body.TryGet(kind, out SpecEntry? entry) && entry.Value is SpecMapping words && words.TryGet(word, out SpecEntry? number)
            ? int.Parse(((SpecScalar)number.Value).Value, CultureInfo.InvariantCulture)
            : null;

    private static IEnumerable<string> Scalars(SpecNode node) => node switch
    {
        SpecScalar scalar => [scalar.Value],
        SpecSequence sequence => sequence.Items.SelectMany(Scalars),
        SpecMapping mapping => mapping.Entries.SelectMany(static entry => entry.Key.Value is "about" ? [] : Scalars(entry.Value)),
        _ => [],
    };

    [GeneratedRegex(@"\b(sender|recipient|account)\b(?!s)", RegexOptions.ExplicitCapture)]
    private static partial Regex NameFacts();

    [GeneratedRegex(@">= (?<number>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex AtLeast();
}
