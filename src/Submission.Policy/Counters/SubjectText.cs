using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Submission.Policy.Counters;

/// <summary>Reads whom an operator means: the names under which counters know a subject.</summary>
internal static class SubjectText
{
    /// <summary>Every plausible reading, each once.</summary>
    public static ImmutableArray<string> Readings(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        string text = subject.Trim();
        if (text.Length == 0) return [];
        if (TryNetwork(text, out string? client)) return [client];
        if (EmailAddress.TryParse(text, out EmailAddress? address)) return Both(address.Canonical, text);
        return DomainName.TryParse(text, out DomainName? domain) ? Both(domain.Value, text) : [text];
    }

    private static bool TryNetwork(string text, out string client)
    {
        client = "";
        string address = text.EndsWith("/64", StringComparison.Ordinal) ? text[..^3] : text;

        // "1" and "1.2" are addresses for the parser; to an operator they are texts.
        bool isWhole = address.Contains(':', StringComparison.Ordinal) || address.AsSpan().Count('.') == 3;
        if (!isWhole || !IPAddress.TryParse(address, out IPAddress? parsed)) return false;
        var facts = new ClientFacts(parsed);
        if (address.Length != text.Length && facts.Address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        client = facts.CounterSubject;
        return true;
    }

    private static ImmutableArray<string> Both(string canonical, string text) =>
        string.Equals(canonical, text, StringComparison.Ordinal) ? [text] : [canonical, text];
}
