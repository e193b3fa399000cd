using System.Globalization;

namespace Submission.Trust.Advice;

/// <summary>A policy, read as far as advice needs it (RFC 8461, section 3.2).</summary>
internal sealed class MtaStsText
{
    private const int LongestAge = 31_557_600;
    private const int MostHosts = 100;

    public string? Mode { get; private set; }

    public long? MaximumAge { get; private set; }

    public List<string> Hosts { get; } = [];

    /// <summary>What is wrong with it, as a piece of a sentence.</summary>
    public string? Problem { get; private set; }

    public static MtaStsText Read(string text)
    {
        var policy = new MtaStsText();
        bool isVersioned = false;
        foreach (string line in text.Split('\n').Take(1000))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                if (line.Trim().Length > 0) policy.Problem ??= "it has a line that is no key and value";
                continue;
            }

            string value = line[(colon + 1)..].Trim();
            switch (line[..colon].Trim())
            {
                case "version":
                    isVersioned |= value == "STSv1";
                    break;
                case "mode":
                    policy.Mode ??= value;
                    break;
                case "max_age":
                    policy.MaximumAge ??= long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long age) && age <= LongestAge ? age : -1;
                    break;
                case "mx" when policy.Hosts.Count < MostHosts:
                    policy.Hosts.Add(value.ToLowerInvariant());
                    break;
            }
        }

        if (!isVersioned) policy.Problem ??= "it has no version: STSv1";
        if (policy.Mode is not ("enforce" or "testing" or "none")) policy.Problem ??= "its mode must be enforce, testing or none";
        if (policy.MaximumAge is null or < 0) policy.Problem ??= $"its max_age must be 0 to {LongestAge}";
        if (policy.Hosts.Count == 0 && policy.Mode != "none") policy.Problem ??= "it names no mx";
        return policy;
    }

    /// <summary>Whether a host is one of those that the policy names; a star stands for one label (section 4.1).</summary>
    public bool Covers(string host) => Hosts.Exists(pattern => pattern.StartsWith("*.", StringComparison.Ordinal)
        ? host.IndexOf('.', StringComparison.Ordinal) is > 0 and { } dot && host.AsSpan(dot).Equals(pattern.AsSpan(1), StringComparison.OrdinalIgnoreCase)
        : pattern.Equals(host, StringComparison.OrdinalIgnoreCase));
}
