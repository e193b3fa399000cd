using Submission.Tests.Fuzzing;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>What of the edge reads octets of strangers.</summary>
internal static class FuzzTargets
{
    private static readonly string[] Mailboxes =
        ["@", ".", "\"", "\\\\", "<", ">", "[", "]", "[127.0.0.1]", "[IPv6:", "::1", "%", "xn--", "a@b.cz", "-", "_", " ", "\\xC3\\x9F", "e\\xCC\\x81", "\\xC4\\xB0", "\\xEF\\xBC\\x8E", "\\xE3\\x80\\x82", "\\xC2\\x80", "\\xE2\\x80\\x8D", "\\x00", "@[", "IPv6:", "com"];

    private static readonly string[] Commands =
    [
        "MAIL FROM:<", "RCPT TO:<", "EHLO ", "AUTH PLAIN ", "BDAT ", " LAST", "DATA", "RSET", "NOOP", "QUIT", "VRFY ", ">", " SIZE=", " BODY=8BITMIME", " BODY=7BIT", " SMTPUTF8", " RET=FULL", " RET=HDRS", " ENVID=", " AUTH=<>", " REQUIRETLS",
        " NOTIFY=", "NEVER", "SUCCESS", "FAILURE", "DELAY", ",", " ORCPT=rfc822;", " ORCPT=utf-8;", "+2B", "+", "=", ";", "\\t", "postmaster", "18446744073709551616",
    ];

    private static readonly string[] LineEnds = ["\\r\\n", "\\r\\n.\\r\\n", ".\\r\\n", "\\r", "\\n", ".", "..", "\\x00", "\\r\\r\\n", "\\n.\\n", "\\r\\n.", "\\r\\n\\x00", "\\x00\\r\\n"];

    private static readonly string[] Exchange =
        ["PLAIN", "LOGIN", "plain ", "login ", " ", "=", "*", "==", "\\n", "\\n*", "AGphbkBkb21lbmEuY3oAc2VjcmV0", "amFu", "c2VjcmV0", "AAA=", "AAAA", "AA==", "gIGC", "xKzE", "\\t", "/w==", "IA=="];

    public static readonly IReadOnlyDictionary<string, FuzzTarget> All = new[]
    {
        new FuzzTarget("commands", typeof(CommandTarget), [.. Commands, .. Mailboxes]),
        new FuzzTarget("addresses", typeof(AddressTarget), Mailboxes) { MaximumLength = 600 },
        // Each input is read some hundred times, cut each time elsewhere.
        new FuzzTarget("data", typeof(DataTarget), [.. LineEnds, "Subject: x", "MAIL FROM:<a@b.cz>"]) { MaximumLength = 600, FixedBytes = 256 * 1024, BytesPerOctet = 4000 },
        new FuzzTarget("chunks", typeof(ChunkTarget), [.. LineEnds, "Subject: x"]) { MaximumLength = 600, FixedBytes = 256 * 1024, BytesPerOctet = 4000 },
        new FuzzTarget("auth", typeof(AuthTarget), Exchange) { MaximumLength = 4096 },
        new FuzzTarget("proxy", typeof(ProxyTarget), ["PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "\\r\\n", "192.0.2.1 ", "::1 ", " 25", "\\r\\n\\r\\n\\x00\\r\\nQUIT\\n", "!\\x11\\x00\\x0C", "!!\\x00$", " \\x00\\x00\\x00", "::ffff:192.0.2.1 ", "65535", "65536", "010.0.0.1 ", "%1"])
        {
            MaximumLength = 700, FixedBytes = 512 * 1024, BytesPerOctet = 2000,
        },
        new FuzzTarget("id", typeof(IdTarget), ["0", "z", "7n42DGM5Tflk9n8mt7Fhc7", "\\xC5\\xBE", "0000000000"]) { MaximumLength = 64 },
        new FuzzTarget("sessions", typeof(SessionTarget), [.. LineEnds, .. Commands, .. Exchange, "EHLO c.example\\r\\nMAIL FROM:<a@b.cz>\\r\\nRCPT TO:<c@d.cz>\\r\\n", "STARTTLS\\r\\n", "GET / HTTP/1.1\\r\\n", "\\x16\\x03\\x01"])
        {
            MaximumLength = 3000, FixedBytes = 2 * 1024 * 1024, BytesPerOctet = 4000,
        },
    }.ToDictionary(static target => target.Name, StringComparer.Ordinal);
}
