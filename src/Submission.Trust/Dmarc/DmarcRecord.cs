using System.Collections.Immutable;
using System.Globalization;

namespace Submission.Trust.Dmarc;

/// <summary>A DMARC record, read (RFC 7489, section 6.3, with the tags that replace some of it). Immutable.</summary>
/// <param name="Text">The record as published.</param>
internal sealed record DmarcRecord(string Text)
{
    private static readonly string[] Policies = ["none", "quarantine", "reject"];

    public required TagList Tags { get; init; }

    /// <summary>The policy for the domain itself; <see langword="null"/> where it is missing or unknown.</summary>
    public string? Policy { get; private init; }

    /// <summary>The policy for subdomains; <see langword="null"/> where it is not stated.</summary>
    public string? SubdomainPolicy { get; private init; }

    /// <summary>Where aggregate reports go, as they are written.</summary>
    public ImmutableArray<string> ReportUris { get; private init; } = [];

    /// <summary>What is wrong with it, each as a piece of a sentence.</summary>
    public ImmutableArray<string> Problems { get; private init; } = [];

    /// <summary>Whether a TXT record at <c>_dmarc</c> is one of DMARC.</summary>
    public static bool IsOne(string text)
    {
        ReadOnlySpan<char> first = text.AsSpan();
        int end = first.IndexOf(';');
        if (end >= 0) first = first[..end];
        int equals = first.IndexOf('=');
        return equals > 0 && first[..equals].Trim() is "v" && first[(equals + 1)..].Trim() is "DMARC1";
    }

    public static DmarcRecord Read(string text)
    {
        TagList tags = TagList.Read(text);
        ImmutableArray<string>.Builder problems = ImmutableArray.CreateBuilder<string>();
        if (tags.Fault is { } fault) problems.Add($"'{fault}' is no tag, or stands twice");
        if (tags["p"] is null) problems.Add("it has no policy (p=)");
        foreach (string name in (ReadOnlySpan<string>)["p", "sp", "np"])
        {
            if (tags[name] is { } policy && !Policies.Contains(policy, StringComparer.OrdinalIgnoreCase)) problems.Add($"{name}={Shown(policy)} must be none, quarantine or reject");
        }

        foreach (string name in (ReadOnlySpan<string>)["adkim", "aspf"])
        {
            if (tags[name] is { } mode && mode is not ("r" or "s" or "R" or "S")) problems.Add($"{name}={Shown(mode)} must be r or s");
        }

        if (tags["pct"] is { } share && !(int.TryParse(share, NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is >= 0 and <= 100)) problems.Add($"pct={Shown(share)} must be 0 to 100");
        return new DmarcRecord(text)
        {
            Tags = tags,
            Policy = Known(tags["p"]),
            SubdomainPolicy = Known(tags["sp"]),
            ReportUris = tags["rua"] is { Length: > 0 } uris ? [.. uris.Split(',').Select(static uri => uri.Trim())] : [],
            Problems = problems.ToImmutable(),
        };
    }

    private static string? Known(string? policy) => policy is not null && Policies.Contains(policy, StringComparer.OrdinalIgnoreCase) ? policy.ToLowerInvariant() : null;

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
