using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Submission.Trust.Spf;

/// <summary>Writes macro-strings out (RFC 7208, section 7.3).</summary>
/// <param name="query">The question.</param>
/// <param name="client">The client's address, IPv4 where it is.</param>
/// <param name="local">The sender's local part.</param>
/// <param name="origin">The sender's domain.</param>
/// <param name="time">The clock, for <c>%{t}</c>.</param>
internal sealed class MacroExpansion(SpfQuery query, IPAddress client, string local, string origin, TimeProvider time)
{
    // Far more than a name has, and than anybody would read: what a hostile record could make of its macros is not built.
    private const int Longest = 16_384;
    private const int LongestName = 253;

    /// <summary>Writes a text out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="domain">The current domain.</param>
    /// <param name="clientName">The client's name, for <c>%{p}</c>.</param>
    /// <returns>The result; <see langword="null"/> where it grew out of bounds.</returns>
    public string? Expand(MacroString text, string domain, string clientName)
    {
        var result = new StringBuilder();
        foreach (MacroPart part in text.Parts)
        {
            if (part.Text is not null) result.Append(part.Text);
            else Append(result, part, ValueOf(part.Letter, domain, clientName));
            if (result.Length > Longest) return null;
        }

        return result.ToString();
    }

    /// <summary>Writes a domain-spec out as a name: without a dot at its end, and cut from the left to what a name can have.</summary>
    public string ExpandName(MacroString text, string domain, string clientName)
    {
        string name = Expand(text, domain, clientName) ?? "";
        if (name.EndsWith('.')) name = name[..^1];
        while (name.Length > LongestName)
        {
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0) return "";
            name = name[(dot + 1)..];
        }

        return name;
    }

    private static void Append(StringBuilder result, in MacroPart part, string value)
    {
        if (part.IsReversed || part.Count > 0 || part.Delimiters.Length > 0)
        {
            string[] pieces = value.Split((part.Delimiters.Length > 0 ? part.Delimiters : ".").ToCharArray());
            if (part.IsReversed) Array.Reverse(pieces);
            int skipped = part.Count > 0 ? Math.Max(0, pieces.Length - part.Count) : 0;
            value = string.Join('.', pieces, skipped, pieces.Length - skipped);
        }

        result.Append(part.IsEscaped ? Uri.EscapeDataString(value) : value);
    }

    private string ValueOf(char letter, string domain, string clientName) => letter switch
    {
        's' => $"{local}@{origin}",
        'l' => local,
        'o' => origin,
        'd' => domain,
        'i' => Dotted(),
        'p' => clientName,
        'v' => client.AddressFamily == AddressFamily.InterNetwork ? "in-addr" : "ip6",
        'h' => query.Helo,
        'c' => client.ToString(),
        'r' => query.Receiver,
        't' => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException("No such macro."),
    };

    private string Dotted()
    {
        if (client.AddressFamily == AddressFamily.InterNetwork) return client.ToString();
        string digits = Convert.ToHexString(client.GetAddressBytes());
        return string.Join('.', digits.ToCharArray());
    }
}
