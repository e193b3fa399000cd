using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Submission.Policy.Counters;
using Submission.Policy.Expressions;
using Submission.Policy.Specification;

namespace Submission.Policy.Kinds;

/// <summary>
/// Reads what stands below a rule's kind in YAML. Each wrong value becomes an error with its place; reading goes on, so that all errors are told at once. A word
/// that nobody asks for is reported as unknown. Used by one thread while a policy is loaded.
/// </summary>
public sealed class RuleBinder
{
    private readonly SpecNode _value;
    private readonly ExpressionScope _scope;
    private readonly ICollection<SpecError> _errors;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    private readonly int _errorsBefore;

    internal RuleBinder(RuleId id, SpecNode value, ExpressionScope scope, RuleReply? reply, ICollection<SpecError> errors)
    {
        Id = id;
        _value = value;
        _scope = scope;
        Reply = reply ?? new RuleReply(new SmtpReply(451, new EnhancedStatus(4, 3, 0), "temporary failure, try again later"), VerdictKind.Defer);
        Needs = Reply.Needs;
        _errors = errors;
        _errorsBefore = errors.Count;
    }

    /// <summary>The id of the rule.</summary>
    public RuleId Id { get; }

    /// <summary>The stages of the rule.</summary>
    public PolicyStages Stages => _scope.Stages;

    /// <summary>The rule's reply: <c>reply</c>, <c>then</c> and <c>help</c>.</summary>
    public RuleReply Reply { get; }

    /// <summary>Whether anything was wrong so far.</summary>
    public bool HasErrors => _errors.Count > _errorsBefore;

    /// <summary>Where the kind's value begins.</summary>
    public SpecLocation Location => _value.Location;

    internal SpecNode Value => _value;

    /// <summary>What the rule's expressions may name.</summary>
    internal ExpressionScope Scope => _scope;

    /// <summary>What must have been found out about the message before everything can be evaluated that was read so far.</summary>
    internal MessageNeeds Needs { get; private set; }

    /// <summary>Adds an error.</summary>
    /// <param name="location">Where.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="mend">What would mend it.</param>
    public void Error(SpecLocation location, string message, string? mend = null) => _errors.Add(new SpecError(location, message, mend) { Rule = Id.Value });

    /// <summary>Reads a text.</summary>
    /// <param name="word">The word.</param>
    /// <param name="required">Whether its absence is an error.</param>
    /// <returns>The scalar; <see langword="null"/> where it is absent or wrong.</returns>
    public SpecScalar? Text(string word, bool required)
    {
        SpecNode? node = Node(word, required);
        if (node is null or SpecScalar) return node as SpecScalar;
        Error(node.Location, $"'{word}' takes a single value.");
        return null;
    }

    /// <summary>Reads one of several texts.</summary>
    /// <param name="word">The word.</param>
    /// <param name="required">Whether its absence is an error.</param>
    /// <param name="choices">The texts that are right.</param>
    /// <returns>The text; <see langword="null"/> where it is absent or wrong.</returns>
    public string? Choice(string word, bool required, params ImmutableArray<string> choices)
    {
        if (Text(word, required) is not { } scalar) return null;
        if (choices.Contains(scalar.Value, StringComparer.Ordinal)) return scalar.Value;
        Error(scalar.Location, $"'{scalar.Value}' is not a value of '{word}'.", Suggest(scalar.Value, choices));
        return null;
    }

    /// <summary>Reads a whole number.</summary>
    /// <param name="word">The word.</param>
    /// <param name="required">Whether its absence is an error.</param>
    /// <param name="minimum">The least that is right.</param>
    /// <param name="maximum">The most that is right.</param>
    /// <returns>The number; <see langword="null"/> where it is absent or wrong.</returns>
    public long? Number(string word, bool required, long minimum, long maximum)
    {
        if (Text(word, required) is not { } scalar) return null;
        if (TryNumber(scalar, minimum, maximum, out long number)) return number;
        return null;
    }

    /// <summary>Reads a span of time such as <c>1h</c>; see <see cref="DurationText"/>.</summary>
    /// <param name="word">The word.</param>
    /// <param name="required">Whether its absence is an error.</param>
    /// <returns>The span; <see langword="null"/> where it is absent or wrong.</returns>
    public TimeSpan? Duration(string word, bool required)
    {
        if (Text(word, required) is not { } scalar) return null;
        if (DurationText.TryParse(scalar.Value, out TimeSpan duration)) return duration;
        Error(scalar.Location, $"'{scalar.Value}' is not a span of time.", "Write for example 30s, 5m, 1h or 1d.");
        return null;
    }

    /// <summary>Reads a list of texts; a single text is a list of one.</summary>
    /// <param name="word">The word.</param>
    /// <param name="required">Whether its absence is an error.</param>
    /// <returns>The texts; empty where they are absent or wrong.</returns>
    public ImmutableArray<SpecScalar> Texts(string word, bool required)
    {
        SpecNode? node = Node(word, required);
        switch (node)
        {
            case null:
                return [];
            case SpecScalar scalar:
                return [scalar];
            case SpecSequence sequence when sequence.Items.All(static item => item is SpecScalar):
                return [.. sequence.Items.Cast<SpecScalar>()];
            default:
                Error(node.Location, $"'{word}' takes a list of single values.");
                return [];
        }
    }

    internal CompiledExpression? Expression(string word, bool required, ExpressionType? expected, ExpressionScope? scope = null) =>
        Text(word, required) is { } scalar ? Compile(scalar, expected, scope) : null;

    internal ImmutableArray<CompiledExpression> Expressions(string word, bool required, ExpressionType? expected, ExpressionScope? scope = null) =>
        [.. Texts(word, required).Select(scalar => Compile(scalar, expected, scope)).OfType<CompiledExpression>()];

    internal CompiledExpression? Compile(SpecScalar scalar, ExpressionType? expected, ExpressionScope? scope = null)
    {
        var found = new List<SpecError>();
        CompiledExpression? expression = ExpressionCompiler.Compile(scalar, scope ?? _scope, expected, found);
        foreach (SpecError error in found) _errors.Add(error with { Rule = Id.Value });
        Needs |= expression?.Needs ?? MessageNeeds.None;
        return expression;
    }

    internal RuleReply? ReplyAt(string word, bool required, ExpressionScope? scope = null)
    {
        if (Text(word, required) is not { } scalar) return null;
        var found = new List<SpecError>();
        ReplyTemplate? template = ReplyTemplate.Compile(scalar, null, scope ?? _scope, found);
        foreach (SpecError error in found) _errors.Add(error with { Rule = Id.Value });
        Needs |= template?.Needs ?? MessageNeeds.None;
        return template is null ? null : new RuleReply(template, template.Code < 500 ? VerdictKind.Defer : VerdictKind.Refuse);
    }

    internal ImmutableArray<CounterWindow> Windows(string word, bool required)
    {
        SpecNode? node = Node(word, required);
        if (node is null) return [];
        if (node is not SpecMapping mapping)
        {
            Error(node.Location, $"'{word}' takes windows and their limits.", "Write for example { 1m: 250, 1h: 1000 }.");
            return [];
        }

        ImmutableArray<CounterWindow>.Builder windows = ImmutableArray.CreateBuilder<CounterWindow>();
        foreach (SpecEntry entry in mapping.Entries)
        {
            if (!DurationText.TryParse(entry.Key.Value, out TimeSpan length) || length < TimeSpan.FromSeconds(1))
            {
                Error(entry.Key.Location, $"'{entry.Key.Value}' is not a window.", "A window is a span of time from 1s to 366d, for example 1m, 1h or 1d.");
                continue;
            }

            if (entry.Value is not SpecScalar scalar)
                Error(entry.Value.Location, "A window's limit is a whole number.");
            else if (windows.Any(window => window.Length == length))
                Error(entry.Key.Location, $"The window '{entry.Key.Value}' is given twice.");
            else if (TryNumber(scalar, 0, 1_000_000_000_000, out long atMost))
                windows.Add(new CounterWindow(length, atMost));
        }

        if (mapping.Entries.Length is 0 or > CounterLimit.MaximumWindows)
            Error(mapping.Location, $"'{word}' takes 1 to {CounterLimit.MaximumWindows} windows.");
        return windows.Count > CounterLimit.MaximumWindows ? [] : windows.ToImmutable();
    }

    internal DomainName? Domain(string word, bool required)
    {
        if (Text(word, required) is not { } scalar) return null;
        if (DomainName.TryParse(scalar.Value, out DomainName? domain)) return domain;
        Error(scalar.Location, $"'{scalar.Value}' is not a domain name.");
        return null;
    }

    internal ImmutableArray<IPAddress> Addresses(string word, bool required)
    {
        ImmutableArray<IPAddress>.Builder addresses = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (SpecScalar scalar in Texts(word, required))
        {
            if (IPAddress.TryParse(scalar.Value, out IPAddress? address)) addresses.Add(address);
            else Error(scalar.Location, $"'{scalar.Value}' is not an IP address.");
        }

        return addresses.ToImmutable();
    }

    /// <summary>Reports every word below the kind that nobody asked for.</summary>
    internal void RejectUnknownWords()
    {
        if (_value is not SpecMapping mapping || _asked.Count == 0) return;
        foreach (SpecEntry entry in mapping.Entries)
        {
            if (!_asked.Contains(entry.Key.Value))
                Error(entry.Key.Location, $"Unknown word '{entry.Key.Value}'.", Suggest(entry.Key.Value, _asked));
        }
    }

    internal static string Suggest(string word, IEnumerable<string> known)
    {
        List<string> words = [.. known.Order(StringComparer.Ordinal)];
        return Spelling.Nearest(word, words) is { } nearest ? $"Did you mean '{nearest}'?" : $"Known here: {string.Join(", ", words)}.";
    }

    private SpecNode? Node(string word, bool required)
    {
        _asked.Add(word);
        if (_value is not SpecMapping mapping)
        {
            if (_asked.Count == 1) Error(_value.Location, $"Words are expected here, '{word}' among them.", $"Write {{ {word}: ... }}.");
            return null;
        }

        if (mapping.TryGet(word, out SpecEntry? entry)) return entry.Value;
        if (required) Error(mapping.Location, $"The word '{word}' is missing.");
        return null;
    }

    private bool TryNumber(SpecScalar scalar, long minimum, long maximum, out long number)
    {
        if (long.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= minimum && number <= maximum) return true;
        Error(scalar.Location, $"'{scalar.Value}' is not a whole number from {minimum} to {maximum}.");
        return false;
    }
}
