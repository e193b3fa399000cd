using System.Collections.Immutable;

namespace Submission.Cli.Explain;

/// <summary>What there is to say of a rule; the JSON of <c>explain</c>.</summary>
internal sealed record ExplanationDocument(
    string Policy,
    string Rule,
    string About,
    string File,
    int Line,
    ImmutableArray<string> Stages,
    KindDocument Kind,
    string? When,
    string? Unless,
    string? Reply,
    string Then,
    string? Help,
    string OnError,
    string Mode,
    ImmutableArray<ListDocument> Lists,
    ImmutableArray<StageOrderDocument> Order,
    ImmutableArray<CaseAboutDocument> Cases);

/// <summary>The kind of a rule; its value where it is a single expression, else its words.</summary>
internal sealed record KindDocument(string Name, string About, string? Value, ImmutableArray<KindWordDocument> Words);

/// <summary>A word of the kind as the rule writes it.</summary>
internal sealed record KindWordDocument(string Word, string Value, string About);

/// <summary>A list that the rule reads.</summary>
internal sealed record ListDocument(string Name, ImmutableArray<string> Items);

/// <summary>All rules of a stage in their order, and the place of this one among them, from 1.</summary>
internal sealed record StageOrderDocument(string Stage, int Place, ImmutableArray<string> Rules);

/// <summary>A golden case of the rule.</summary>
internal sealed record CaseAboutDocument(string Name, string About);
