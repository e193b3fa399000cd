using System.Text;
using System.Text.RegularExpressions;

namespace E2E.Tests.Peers;

/// <summary>A message as it came to the next hop.</summary>
/// <param name="Envelope">The lines MAIL and RCPT.</param>
/// <param name="Data">The octets.</param>
internal sealed partial record SinkMessage(string[] Envelope, byte[] Data)
{
    public string[] Recipients { get; } = [.. Envelope.Where(static line => line.StartsWith("RCPT", StringComparison.OrdinalIgnoreCase)).Select(AddressOf)];

    /// <summary>The id in its trace line.</summary>
    public string Id => TraceField().Match(Encoding.Latin1.GetString(Data)).Groups["id"].Value;

    public static string AddressOf(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];

    /// <summary>Asserts that this is the message, octet by octet, behind one trace line with the id that the client heard.</summary>
    public void AssertIs(byte[] message, string id, string protocol = "ESMTPSA") => Assert.Equal(Encoding.Latin1.GetString(message), AssertTraced(id, protocol));

    /// <summary>Asserts the trace line and gives what follows it, one character an octet.</summary>
    public string AssertTraced(string? id, string protocol = "ESMTPSA")
    {
        string text = Encoding.Latin1.GetString(Data);
        Match trace = TraceField().Match(text);
        Assert.True(trace.Success, text[..Math.Min(text.Length, 400)]);
        Assert.Equal(protocol, trace.Groups["protocol"].Value);
        if (id is not null) Assert.Equal(id, trace.Groups["id"].Value);
        return text[trace.Length..];
    }

    [GeneratedRegex(
        @"\AReceived: from [^ ]+ \(\[[0-9A-Za-z.:]+\]\)\r\n\tby smtp\.test\.example with (?<protocol>\w+) id (?<id>[0-9A-Za-z]{22});\r\n\t\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d \+0000\r\n",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TraceField();
}
