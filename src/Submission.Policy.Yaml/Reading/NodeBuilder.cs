using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using Submission.Policy.Specification;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Submission.Policy.Yaml.Reading;

/// <summary>Builds the tree of a document from the parser's events. Faults that leave the tree readable are told and passed over.</summary>
internal sealed class NodeBuilder(DocumentText document, YamlEvents events, NodeBudget budget, SpecErrors errors)
{
    private static readonly SearchValues<char> TagEnd = SearchValues.Create(" \t,[]{}");

    private readonly Anchors _anchors = new();
    private readonly Stack<SpecLocation> _openFlow = new();

    /// <summary>Whether a limit ended the reading.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The innermost <c>[</c> or <c>{</c> that was open when reading ended.</summary>
    public SpecLocation? OpenFlow => _openFlow.TryPeek(out SpecLocation open) ? open : null;

    /// <summary>Builds the document whose first node is the event at hand; <see langword="null"/> where it cannot be read.</summary>
    public SpecNode? BuildDocument()
    {
        _anchors.Clear();
        return Build(1)?.Node;
    }

    private BuiltNode? Build(int depth)
    {
        if (IsStopped || events.Current is not { } found) return null;
        SpecLocation location = Locate(found.Start);
        if (errors.IsFull || !Take(1, location)) return Stop();
        if (found is AnchorAlias alias) return Resolve(alias, location, depth);
        if (found is not NodeEvent current) return null;
        if (depth > budget.MaximumDepth) return StopTooDeep(location);
        string? anchor = OpenAnchor(current, location);
        RefuseTag(current, location);
        BuiltNode? built = current switch
        {
            Scalar scalar => new BuiltNode(BuildScalar(scalar, anchor is null ? location : SkipAnchor(location)), 1, 1),
            SequenceStart sequence => BuildSequence(sequence, location, depth),
            MappingStart mapping => BuildMapping(mapping, location, depth),
            _ => null,
        };
        if (anchor is not null && built is { } node) _anchors.Close(anchor, node);
        return built;
    }

    private SpecScalar BuildScalar(Scalar scalar, SpecLocation location)
    {
        int forbidden = ForbiddenCharacters.Find(scalar.Value);
        if (forbidden >= 0)
        {
            string character = ForbiddenCharacters.Describe(scalar.Value[forbidden]);
            errors.Add(location, $"An escape in this text makes the unseen character {character}.", "Remove the escape.");
        }

        bool isBlock = scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded || scalar.End.Line > scalar.Start.Line;
        return new SpecScalar(location, scalar.Value, scalar.Style != ScalarStyle.Plain) { IsBlock = isBlock };
    }

    // The parser places a value at its anchor; what is said of its text must not be off by the anchor's length.
    private SpecLocation SkipAnchor(SpecLocation location)
    {
        string text = document.From(location);
        int end = text.AsSpan().IndexOfAny(' ', '\t');
        if (end < 0) return location;
        int value = text.AsSpan(end).IndexOfAnyExcept(' ', '\t');
        return value < 0 ? location : location with { Column = location.Column + end + value };
    }

    private BuiltNode? BuildSequence(SequenceStart start, SpecLocation location, int depth)
    {
        bool isFlow = start.Style == SequenceStyle.Flow;
        if (isFlow) _openFlow.Push(location);
        ImmutableArray<SpecNode>.Builder items = ImmutableArray.CreateBuilder<SpecNode>();
        var size = new TreeSize();
        while (true)
        {
            if (!events.MoveNext()) return null;
            if (events.Current is SequenceEnd) break;
            if (Build(depth + 1) is not { } item)
            {
                if (events.Failure is not null || IsStopped) return null;
                continue;
            }

            items.Add(item.Node);
            size.Add(item);
        }

        if (isFlow) _openFlow.Pop();
        return size.Of(new SpecSequence(location, items.DrainToImmutable()));
    }

    private BuiltNode? BuildMapping(MappingStart start, SpecLocation location, int depth)
    {
        bool isFlow = start.Style == MappingStyle.Flow;
        // The parser gives the single pair in [a: b] no place; its name has one.
        bool hasPlace = start.Start.Index > 0 || depth == 1;
        if (isFlow && hasPlace) _openFlow.Push(location);
        var entries = new MappingEntries(errors);
        var size = new TreeSize();
        while (true)
        {
            if (!events.MoveNext()) return null;
            if (events.Current is MappingEnd) break;
            if (!hasPlace && entries.IsEmpty && events.Current is { } first) location = Locate(first.Start);
            if (!isFlow) RefuseTab(Locate(events.Current!.Start));
            SpecScalar? key = BuildKey(depth, ref size);
            if (!events.MoveNext()) return null;
            SpecLocation valueLocation = Locate(events.Current!.Start);
            if (Build(depth + 1) is not { } value)
            {
                if (events.Failure is not null || IsStopped) return null;
                if (key is not null) entries.Add(key, new SpecScalar(valueLocation, ""), isFlow: false);
                continue;
            }

            size.Add(value);
            if (key is not null) entries.Add(key, value.Node, isFlow);
        }

        if (isFlow && hasPlace) _openFlow.Pop();
        return size.Of(new SpecMapping(location, entries.ToImmutable()));
    }

    private SpecScalar? BuildKey(int depth, ref TreeSize size)
    {
        if (events.Current is AnchorAlias alias)
        {
            errors.Add(Locate(alias.Start), $"The alias '*{Excerpt.Of(alias.Value.Value)}' cannot be a name.", "Write the name out, or put it in quotes.");
            return null;
        }

        if (Build(depth + 1) is not { } built) return null;
        size.Add(built);
        switch (built.Node)
        {
            case SpecScalar { IsQuoted: false, Value: "" } empty:
                errors.Add(empty.Location, "The name before the colon is missing.", "Write a name, or remove the line.");
                return null;
            case SpecScalar { IsQuoted: false, Value: "<<" } merge:
                errors.Add(merge.Location, "Merge keys (<<) mean nothing here.", "Write the words out.");
                return null;
            case SpecScalar scalar:
                return scalar;
            default:
                errors.Add(built.Node.Location, "A name must be a text, not a list or a mapping.", "Put a text that begins with [ or { in quotes.");
                return null;
        }
    }

    private BuiltNode? Resolve(AnchorAlias alias, SpecLocation location, int depth)
    {
        string name = alias.Value.Value;
        string shown = Excerpt.Of(name);
        if (_anchors.IsOpen(name))
        {
            errors.Add(location, $"The alias '*{shown}' stands within what it stands for, without end.", $"Remove it, or put the anchor '&{shown}' elsewhere.");
            return null;
        }

        if (_anchors.Find(name) is not { } target)
        {
            errors.Add(location, $"The alias '*{shown}' has no anchor '&{shown}' before it in this document.", "Put a text that begins with * in quotes.");
            return null;
        }

        if (!Take(target.Nodes - 1, location)) return Stop();
        return depth + target.Height - 1 > budget.MaximumDepth ? StopTooDeep(location) : target;
    }

    private string? OpenAnchor(NodeEvent current, SpecLocation location)
    {
        if (current.Anchor.IsEmpty) return null;
        string name = current.Anchor.Value;
        if (Anchors.IsName(name))
        {
            _anchors.Open(name);
            return name;
        }

        errors.Add(location, $"A value that begins with & is a YAML anchor, and '&{Excerpt.Of(name)}' is none.", "Put the whole text in quotes; write and in place of &&.");
        return null;
    }

    private void RefuseTag(NodeEvent current, SpecLocation location)
    {
        if (current.Tag.IsEmpty) return;
        string text = document.From(location);
        int end = text.StartsWith("!<", StringComparison.Ordinal) ? text.IndexOf('>', StringComparison.Ordinal) + 1 : text.AsSpan().IndexOfAny(TagEnd);
        string tag = end <= 0 ? text : text[..end];
        tag = tag.StartsWith('!') ? Excerpt.Of(tag) : "!";
        if (tag.StartsWith("!!", StringComparison.Ordinal) || tag.StartsWith("!<", StringComparison.Ordinal))
            errors.Add(location, $"The YAML tag {tag} means nothing here.", "Remove it.");
        else
            errors.Add(location, $"A value that begins with ! is a YAML tag ({tag}), which means nothing here.", SyntaxDiagnosis.MendExclamation);
    }

    // The parser takes a tab that follows blanks for a blank, so that two lines which look aligned are not.
    private void RefuseTab(SpecLocation location)
    {
        if (!document.HasTabs) return;
        ReadOnlySpan<char> before = document.Before(location);
        int tab = before.IndexOf('\t');
        if (tab >= 0 && before.IndexOfAnyExcept(' ', '\t') < 0) errors.Add(location with { Column = tab + 1 }, SyntaxDiagnosis.TabMessage, SyntaxDiagnosis.TabMend);
    }

    private bool Take(long nodes, SpecLocation location)
    {
        if (budget.TryTake(nodes)) return true;
        string message = string.Create(CultureInfo.InvariantCulture, $"Here the file has more than {budget.MaximumNodes:N0} values, those behind aliases counted.");
        errors.Add(location, message, "Put long lists into files of their own; use fewer aliases.");
        return false;
    }

    private BuiltNode? StopTooDeep(SpecLocation location)
    {
        string message = string.Create(CultureInfo.InvariantCulture, $"Here lists and mappings stand more than {budget.MaximumDepth} deep in each other.");
        errors.Add(location, message, "Nest them less.");
        return Stop();
    }

    private BuiltNode? Stop()
    {
        IsStopped = true;
        return null;
    }

    private SpecLocation Locate(Mark mark) => document.Locate(mark.Line, mark.Column);
}
