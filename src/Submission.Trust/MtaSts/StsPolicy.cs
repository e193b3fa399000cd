using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Submission.Trust.MtaSts;

/// <summary>An MTA-STS policy (RFC 8461, section 3.2). Immutable and thread-safe.</summary>
/// <param name="Mode">What is done where a server does not meet it.</param>
/// <param name="MaximumAge">How long it may be used; 0 to <see cref="LongestAge"/>, a longer one is cut to that.</param>
/// <param name="MxPatterns">The hosts that it allows, in small letters: names, or <c>*.</c> and a name for one label more.</param>
/// <param name="Lines">Its fields as they were published, for reports (RFC 8460, section 4.4).</param>
public sealed record StsPolicy(StsMode Mode, TimeSpan MaximumAge, ImmutableArray<string> MxPatterns, ImmutableArray<string> Lines)
{
    /// <summary>The largest text of a policy in octets: 65,536 (RFC 8461, section 3.3, lets a sender bound it).</summary>
    public const int MaximumLength = 64 * 1024;

    /// <summary>The longest age of a policy: 31,557,600 seconds, a year.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromSeconds(31_557_600);

    private const int MaximumAgeDigits = 10;
    private const int MaximumLineLength = 1000;

    /// <summary>Reads the text of a policy. Fields that are not known are passed over, and of those that stand there several times, but for <c>mx</c>, the first counts.</summary>
    /// <param name="text">The text in octets.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="problem">What is wrong, for people; it never holds what a line says.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out StsPolicy? policy, [NotNullWhen(false)] out string? problem)
    {
        policy = null;
        if (text.Length > MaximumLength)
        {
            problem = "The policy is longer than 65536 octets.";
            return false;
        }

        Fields fields = new();
        int number = 0;
        foreach (Range range in Split(text))
        {
            number++;
            problem = fields.Take(text[range], number);
            if (problem is not null) return false;
        }

        problem = fields.Check();
        if (problem is not null) return false;
        policy = new StsPolicy(fields.Mode!.Value, fields.MaximumAge!.Value, [.. fields.Patterns], [.. fields.Lines]);
        return true;
    }

    /// <summary>Whether the policy allows a server (RFC 8461, section 4.1). A pattern with <c>*.</c> stands for exactly one label.</summary>
    /// <param name="host">The server's name, in any case.</param>
    public bool Allows(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        ReadOnlySpan<char> name = host.AsSpan().TrimEnd('.');
        int dot = name.IndexOf('.');
        foreach (string pattern in MxPatterns)
        {
            if (!pattern.StartsWith("*.", StringComparison.Ordinal))
            {
                if (name.Equals(pattern, StringComparison.OrdinalIgnoreCase)) return true;
            }
            else if (dot > 0 && name[dot..].Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static List<Range> Split(ReadOnlySpan<byte> text)
    {
        List<Range> lines = [];
        int start = 0;
        while (start < text.Length)
        {
            int length = text[start..].IndexOf((byte)'\n');
            int end = length < 0 ? text.Length : start + length;
            int next = end + 1;
            if (end > start && text[end - 1] == '\r' && length >= 0) end--;
            lines.Add(start..end);
            start = next;
        }

        return lines;
    }

    private sealed class Fields
    {
        private string? _version;

        public StsMode? Mode { get; private set; }

        public TimeSpan? MaximumAge { get; private set; }

        public List<string> Patterns { get; } = [];

        public List<string> Lines { get; } = [];

        public string? Take(ReadOnlySpan<byte> octets, int number)
        {
            ReadOnlySpan<byte> line = octets.TrimEnd(" \t"u8);
            if (line.IsEmpty) return null;
            int colon = line.IndexOf((byte)':');
            if (colon < 1 || line.ContainsAnyInRange((byte)0, (byte)8) || line.ContainsAnyInRange((byte)10, (byte)31)) return At(number, "is no field");
            string name = Encoding.Latin1.GetString(line[..colon]);
            if (!RecordFields.IsName(name)) return At(number, "is no field");
            ReadOnlySpan<byte> value = line[(colon + 1)..].TrimStart(" \t"u8);
            switch (name)
            {
                case "version" when _version is null:
                    _version = Encoding.Latin1.GetString(value);
                    if (_version != "STSv1") return At(number, "has a version other than STSv1");
                    break;
                case "mode" when Mode is null:
                    Mode = ReadMode(value);
                    if (Mode is null) return At(number, "has a mode other than enforce, testing and none");
                    break;
                case "max_age" when MaximumAge is null:
                    MaximumAge = ReadAge(value);
                    if (MaximumAge is null) return At(number, "has a max_age that is no number of seconds");
                    break;
                case "mx":
                    if (ReadPattern(value) is not { } pattern) return At(number, "has an mx that is no host name");
                    Patterns.Add(pattern);
                    break;
                default:
                    return null;
            }

            if (line.Length <= MaximumLineLength) Lines.Add(Encoding.Latin1.GetString(line));
            return null;
        }

        public string? Check()
        {
            if (_version is null) return "The policy has no version.";
            if (Mode is null) return "The policy has no mode.";
            if (MaximumAge is null) return "The policy has no max_age.";
            return Patterns.Count == 0 && Mode != StsMode.None ? "The policy has no mx." : null;
        }

        private static string At(int number, string what) => string.Create(CultureInfo.InvariantCulture, $"Line {number} of the policy {what}.");

        private static StsMode? ReadMode(ReadOnlySpan<byte> value)
        {
            if (value.SequenceEqual("enforce"u8)) return StsMode.Enforce;
            if (value.SequenceEqual("testing"u8)) return StsMode.Testing;
            return value.SequenceEqual("none"u8) ? StsMode.None : null;
        }

        private static TimeSpan? ReadAge(ReadOnlySpan<byte> value)
        {
            if (value.Length is 0 or > MaximumAgeDigits || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return null;
            long seconds = long.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds(Math.Min(seconds, (long)LongestAge.TotalSeconds));
        }

        private static string? ReadPattern(ReadOnlySpan<byte> value)
        {
            ReadOnlySpan<byte> name = value.StartsWith("*."u8) ? value[2..] : value;
            return HostNames.IsHostName(name) ? Encoding.ASCII.GetString(value).ToLowerInvariant() : null;
        }
    }
}
