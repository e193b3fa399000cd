using System.Collections.Immutable;

namespace Submission.Trust.Spf;

/// <summary>A record of version 1, read (RFC 7208, section 12). One with errors holds the terms that could be read, for advice; it must not be evaluated.</summary>
/// <param name="Text">The record as published.</param>
internal sealed record SpfRecord(string Text)
{
    public const string Version = "v=spf1";

    public ImmutableArray<SpfDirective> Directives { get; init; } = [];

    public SpfModifier? Redirect { get; init; }

    public SpfModifier? Explanation { get; init; }

    /// <summary>Modifiers of other names, as published.</summary>
    public ImmutableArray<string> Others { get; init; } = [];

    public ImmutableArray<SpfSyntaxError> Errors { get; init; } = [];

    /// <summary>Whether a TXT record is one of SPF: its version, and then a space or its end (section 4.5).</summary>
    public static bool IsOne(string text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');
}
