using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Submission.Trust.Spf;

/// <summary>Reads mechanisms with their qualifiers (RFC 7208, section 5).</summary>
internal static class SpfDirectiveReader
{
    private static readonly SearchValues<char> Ip6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>Reads a term.</summary>
    /// <returns>Where in the term and what the problem is; <see langword="null"/> for none.</returns>
    public static (int At, string Problem)? Read(string term, out SpfDirective? directive)
    {
        directive = null;
        SpfQualifier? stated = term[0] switch
        {
            '+' => SpfQualifier.Pass,
            '-' => SpfQualifier.Fail,
            '~' => SpfQualifier.SoftFail,
            '?' => SpfQualifier.Neutral,
            _ => null,
        };
        int start = stated is null ? 0 : 1;
        int end = term.AsSpan(start).IndexOfAny(':', '/');
        end = end < 0 ? term.Length : start + end;
        SpfMechanism? mechanism = term[start..end].ToLowerInvariant() switch
        {
            "all" => SpfMechanism.All,
            "include" => SpfMechanism.Include,
            "a" => SpfMechanism.A,
            "mx" => SpfMechanism.Mx,
            "ptr" => SpfMechanism.Ptr,
            "ip4" => SpfMechanism.Ip4,
            "ip6" => SpfMechanism.Ip6,
            "exists" => SpfMechanism.Exists,
            _ => null,
        };
        if (mechanism is not { } known) return (0, "There is no mechanism of this name");
        SpfDirective bare = new(stated ?? SpfQualifier.Pass, known, term);
        string argument = term[end..];
        (int, string)? problem = known switch
        {
            SpfMechanism.All => argument.Length == 0 ? null : (0, "'all' takes nothing behind it"),
            SpfMechanism.Ip4 or SpfMechanism.Ip6 => ReadNetwork(argument, ref bare),
            _ => ReadTarget(argument, ref bare),
        };
        if (problem is null) directive = bare;
        return SpfRecordReader.Shifted(problem, end);
    }

    private static (int At, string Problem)? ReadNetwork(string argument, ref SpfDirective directive)
    {
        bool isIp4 = directive.Mechanism == SpfMechanism.Ip4;
        if (argument.Length < 2 || argument[0] != ':') return (0, "The address is missing");
        int slash = argument.IndexOf('/', StringComparison.Ordinal);
        string address = slash < 0 ? argument[1..] : argument[1..slash];
        int prefix = isIp4 ? 32 : 128;
        if (slash >= 0 && !TryReadPrefix(argument.AsSpan(slash + 1), prefix, out prefix)) return (slash, $"The prefix length must be 0 to {(isIp4 ? 32 : 128)}");
        IPAddress? network = isIp4 ? ReadIp4(address) : ReadIp6(address);
        if (network is null) return (1, isIp4 ? "This is no IPv4 address" : "This is no IPv6 address");
        directive = directive with { Network = network, Prefix4 = isIp4 ? prefix : 32, Prefix6 = isIp4 ? 128 : prefix };
        return null;
    }

    private static (int At, string Problem)? ReadTarget(string argument, ref SpfDirective directive)
    {
        string domain = argument;
        if (directive.Mechanism is SpfMechanism.A or SpfMechanism.Mx)
        {
            if (TakePrefix(ref domain, "//", 128, out int prefix6) is { } problem6) return problem6;
            if (TakePrefix(ref domain, "/", 32, out int prefix4) is { } problem4) return problem4;
            directive = directive with { Prefix4 = prefix4, Prefix6 = prefix6 };
        }

        if (domain.Length == 0)
            return directive.Mechanism is SpfMechanism.Include or SpfMechanism.Exists ? (0, "The domain is missing") : null;
        if (domain[0] != ':') return (0, "There must be a ':' and a domain behind the mechanism, or nothing");
        if (SpfRecordReader.Shifted(MacroReader.ReadDomain(domain[1..], out MacroString? target), 1) is { } problem) return problem;
        directive = directive with { Target = target };
        return null;
    }

    // A domain-spec may have slashes too: only digits behind the last one are a length.
    private static (int At, string Problem)? TakePrefix(ref string text, string mark, int most, out int prefix)
    {
        prefix = most;
        int at = text.LastIndexOf('/');
        if (at < 0 || at + 1 == text.Length || text.AsSpan(at + 1).ContainsAnyExceptInRange('0', '9')) return null;
        int start = at + 1 - mark.Length;
        if (start < 0 || !text.AsSpan(start).StartsWith(mark)) return null;
        if (!TryReadPrefix(text.AsSpan(at + 1), most, out prefix)) return (start, $"The prefix length must be 0 to {most}");
        text = text[..start];
        return null;
    }

    private static bool TryReadPrefix(ReadOnlySpan<char> digits, int most, out int prefix)
    {
        prefix = most;
        if (digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0')) return false;
        prefix = int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        return prefix <= most;
    }

    private static IPAddress? ReadIp4(string text)
    {
        string[] parts = text.Split('.');
        if (parts.Length != 4) return null;
        Span<byte> octets = stackalloc byte[4];
        for (int i = 0; i < 4; i++)
        {
            if (!TryReadPrefix(parts[i], 255, out int octet)) return null;
            octets[i] = (byte)octet;
        }

        return new IPAddress(octets);
    }

    private static IPAddress? ReadIp6(string text) =>
        !text.AsSpan().ContainsAnyExcept(Ip6Characters) && IPAddress.TryParse(text, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6 ? address : null;
}
