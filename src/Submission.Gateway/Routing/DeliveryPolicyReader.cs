using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Gateway.Routing;

/// <summary>Understands the tree of a delivery policy. It finds all errors, not only the first.</summary>
internal sealed class DeliveryPolicyReader
{
    private const int MaximumTargets = 20;
    private const int MaximumNameLength = 64;
    private readonly List<SpecError> _errors = [];
    private readonly Dictionary<string, DomainRule> _domains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeliveryLane> _patterns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    private DeliveryPolicyReader()
    {
    }

    /// <summary>Reads the policy.</summary>
    /// <param name="root">The document.</param>
    /// <param name="errors">All that is wrong, in the order of the file; empty where the policy can be used.</param>
    /// <returns>The policy; <see langword="null"/> where there is any error.</returns>
    public static DeliveryPolicy? Read(SpecNode root, out ImmutableArray<SpecError> errors)
    {
        var reader = new DeliveryPolicyReader();
        DeliveryLane defaults = reader.ReadFile(root);
        errors = [.. reader._errors.OrderBy(static error => error.Location.Line).ThenBy(static error => error.Location.Column)];
        return errors.IsEmpty ? new DeliveryPolicy(defaults, reader._domains, reader._patterns) : null;
    }

    private DeliveryLane ReadFile(SpecNode root)
    {
        var file = new PolicyNode(root, ["providers", "domains", "default"], "The delivery policy", _errors);
        DeliveryLane defaults = new("");
        if (file.Find("default") is { } node) defaults = LaneLimits.Read(new PolicyNode(node, LaneLimits.Words, "'default'", _errors), defaults, _errors);
        foreach (SpecNode item in file.Items("providers")) ReadProvider(new PolicyNode(item, ["name", "mx", "domains", .. LaneLimits.Words], "A provider", _errors), defaults);
        foreach (SpecNode item in file.Items("domains")) ReadDomain(new PolicyNode(item, ["domain", "route", .. LaneLimits.Words], "A domain", _errors), defaults);
        return defaults;
    }

    private void ReadProvider(PolicyNode node, DeliveryLane defaults)
    {
        SpecScalar? name = node.Required("name");
        if (name is not null && !IsName(name.Value)) Error(name, $"'{name.Value}' is no name of a provider.", "A name has up to 64 letters, digits, hyphens and underscores.");
        else if (name is not null && !_names.Add(name.Value)) Error(name, $"The provider {name.Value} occurs twice.");
        if (name is not null && !node.Has("mx") && !node.Has("domains")) Error(node.Place, "A provider needs the word 'mx' or 'domains'.");

        DeliveryLane lane = LaneLimits.Read(node, defaults with { Name = name?.Value ?? "" }, _errors);
        foreach (SpecScalar text in node.Texts("mx"))
        {
            if (Pattern(text) is { } pattern && !_patterns.TryAdd(pattern, lane)) Error(text, $"'{text.Value}' belongs to the provider {_patterns[pattern].Name} already.");
        }

        foreach (SpecScalar text in node.Texts("domains")) AddDomain(text, new DomainRule(lane, []));
    }

    private void ReadDomain(PolicyNode node, DeliveryLane defaults)
    {
        SpecScalar? domain = node.Required("domain");
        DeliveryLane lane = LaneLimits.Read(node, defaults, _errors);
        ImmutableArray<RouteTarget> route = node.Find("route") switch
        {
            null => [],
            SpecScalar text => Route(text, [text]),
            { } list => Route(list, [.. node.Texts("route")]),
        };
        if (domain is not null) AddDomain(domain, new DomainRule(lane, route), isLaneItsOwn: true);
    }

    private void AddDomain(SpecScalar text, DomainRule rule, bool isLaneItsOwn = false)
    {
        if (!DomainName.TryParse(text.Value, out DomainName? domain))
        {
            Error(text, $"'{text.Value}' is no domain name.");
            return;
        }

        if (isLaneItsOwn) rule = rule with { Lane = rule.Lane with { Name = domain.Value } };
        if (!_domains.TryAdd(domain.Value, rule)) Error(text, $"The domain {domain.Unicode} occurs twice.");
    }

    private ImmutableArray<RouteTarget> Route(SpecNode place, ImmutableArray<SpecScalar> texts)
    {
        if (place is SpecSequence { Items.Length: 0 or > MaximumTargets }) Error(place, $"'route' names 1 to {MaximumTargets} servers.");
        ImmutableArray<RouteTarget>.Builder targets = ImmutableArray.CreateBuilder<RouteTarget>(texts.Length);
        foreach (SpecScalar text in texts)
        {
            if (RouteTarget.TryParse(text.Value, out RouteTarget? target, out string? error)) targets.Add(target);
            else Error(text, error, "Write host, host:port, [address] or [address]:port.");
        }

        return targets.DrainToImmutable();
    }

    // "*.seznam.cz" is kept as ".seznam.cz", which no name can be.
    private string? Pattern(SpecScalar text)
    {
        bool isWild = text.Value.StartsWith("*.", StringComparison.Ordinal);
        if (DomainName.TryParse(isWild ? text.Value[2..] : text.Value, out DomainName? name)) return isWild ? "." + name.Value : name.Value;
        Error(text, $"'{text.Value}' is no pattern for MX hosts.", "Write a name, or *. and a name for all names below it.");
        return null;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MaximumNameLength && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private void Error(SpecNode node, string message, string? mend = null) => _errors.Add(new SpecError(node.Location, message, mend));
}
