using System.Collections.Immutable;
using Submission.Trust.Dkim;

namespace Submission.Trust.Advice;

/// <summary>What a domain is judged by. Immutable and thread-safe.</summary>
public sealed record AdviceOptions
{
    /// <summary>The name that the domain's SPF record should include, for example <c>_spf.forpsi.com</c>.</summary>
    /// <value>A name in ASCII without a trailing dot. Default: <see langword="null"/>, none.</value>
    public string? Include { get; init; }

    /// <summary>The mail servers that the domain's MX records should name, the most preferred first, without a trailing dot.</summary>
    /// <value>Default: none; then nothing is said of where mail goes.</value>
    public ImmutableArray<string> Exchangers { get; init; } = [];

    /// <summary>The port of the mail servers, for which TLSA records are.</summary>
    /// <value>Default: 25. Range: 1 to 65,535.</value>
    public int Port { get; init; } = 25;

    /// <summary>The selectors that sign for the domain.</summary>
    /// <value>Default: none; then DKIM is not judged.</value>
    public ImmutableArray<AdviceSelector> Selectors { get; init; } = [];

    /// <summary>Where reports go in the records that are proposed, for example <c>reports@example.com</c>.</summary>
    /// <value>Default: <see langword="null"/>, <c>postmaster</c> at the domain itself.</value>
    public string? ReportAddress { get; init; }

    /// <summary>Whether the DNS server validates DNSSEC and is believed, so that absence of proof can be held against the domain.</summary>
    /// <value>Default: <see langword="false"/>: nothing is said of DNSSEC.</value>
    public bool HasValidatedDns { get; init; }

    /// <summary>The MTA-STS policy as it was known before.</summary>
    /// <value>Default: <see langword="null"/>: a policy that changed without its id is not noticed.</value>
    public KnownMtaSts? KnownMtaSts { get; init; }

    /// <summary>How long it may take; what is not known by then is told as such.</summary>
    /// <value>Default: 30 seconds. Range: 1 millisecond to 10 minutes.</value>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many questions DNS may be asked; what is not known by then is told as such.</summary>
    /// <value>Default: 300. Range: 1 to 10,000.</value>
    public int MaximumQuestions { get; init; } = 300;

    internal AdviceOptions Validated()
    {
        Require(Budget >= TimeSpan.FromMilliseconds(1) && Budget <= TimeSpan.FromMinutes(10), nameof(Budget), "1 millisecond to 10 minutes");
        Require(Include is null || IsName(Include), nameof(Include), "a name in ASCII of several labels");
        Require(Port is >= 1 and <= 65_535, nameof(Port), "1 to 65,535");
        Require(Exchangers.All(IsName), nameof(Exchangers), "names in ASCII of several labels");
        Require(Selectors.All(static it => it.Record is null || DkimKeyRecord.TryParse(it.Record, out _, out _)), nameof(Selectors), "selectors whose records can be read");
        Require(MaximumQuestions is >= 1 and <= 10_000, nameof(MaximumQuestions), "1 to 10,000");
        return this;
    }

    /// <summary>Whether a text is a name that a record can stand at; unlike that of a mail domain, it may have underscores.</summary>
    /// <param name="text">The text.</param>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > 253 || !text.Contains('.', StringComparison.Ordinal)) return false;
        foreach (Range label in text.AsSpan().Split('.'))
        {
            if (text.AsSpan(label).Length is 0 or > 63) return false;
        }

        return text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
    }

    private static void Require(bool isMet, string name, string range)
    {
        if (!isMet) throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
    }
}
