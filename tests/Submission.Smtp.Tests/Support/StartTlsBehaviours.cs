namespace Submission.Smtp.Tests.Support;

/// <summary>What a server does to a client that wants TLS.</summary>
/// <param name="Changes">The behaviour, as <see cref="ServerBehaviour"/> reads it, which is also the name of the row.</param>
/// <param name="WhenOffered">What becomes of a message where TLS is used if offered: <c>tls</c>, <c>clear</c>, or the outcome of connecting.</param>
/// <param name="Required">The same where TLS is a must.</param>
internal sealed record StartTlsBehaviour(string Changes, string WhenOffered, string Required);

/// <summary>The 59 behaviours of servers, for the client alone and for delivery as a whole.</summary>
internal static class StartTlsBehaviours
{
    private const string Violation = "ProtocolViolation";
    private const string Failed = "TlsFailed";

    public static IReadOnlyList<StartTlsBehaviour> All { get; } = [.. Greetings(), .. Hellos(), .. StartTls(), .. Goodbyes(), .. Negotiations()];

    private static IEnumerable<StartTlsBehaviour> Greetings()
    {
        yield return new("GREETING=220 x", "tls", "tls");
        foreach (string code in (string[])["221", "354"]) yield return new($"GREETING={code} x", Violation, Violation);
        foreach (string code in (string[])["421", "500", "501", "530", "554"]) yield return new($"GREETING={code} x", $"{code} x", $"{code} x");
    }

    private static IEnumerable<StartTlsBehaviour> Hellos()
    {
        foreach (string code in (string[])["220", "221", "354"]) yield return new($"EHLO={code} x", Violation, Violation);
        yield return new("EHLO=250", "clear", Failed);
        yield return new("EHLO=250-x|250 PIPELINING", "clear", Failed);
        yield return new("EHLO=421 x", "421 x", "421 x");
        foreach (string code in (string[])["500", "501", "502", "504"]) yield return new($"EHLO={code} x", "clear", Failed);
        foreach (string code in (string[])["530", "550"]) yield return new($"EHLO={code} x", "clear", $"{code} x");
        foreach (string code in (string[])["220", "221", "354"]) yield return new($"EHLO=500 x;HELO={code} x", Violation, Failed);
        yield return new("EHLO=500 x;HELO=250 x", "clear", Failed);
        foreach (string code in (string[])["421", "500", "501", "502", "504", "530", "550"]) yield return new($"EHLO=500 x;HELO={code} x", $"{code} x", Failed);
    }

    private static IEnumerable<StartTlsBehaviour> StartTls()
    {
        yield return new("STARTTLS=220 x", "tls", "tls");
        foreach (string code in (string[])["221", "354"]) yield return new($"STARTTLS={code} x", Failed, Failed);
        yield return new("STARTTLS=421 x", "421 x", "421 x");
        foreach (string code in (string[])["454", "500", "501", "530"]) yield return new($"STARTTLS={code} x", "clear", Failed);
    }

    private static IEnumerable<StartTlsBehaviour> Goodbyes()
    {
        foreach (string code in (string[])["220", "221", "250", "354", "421", "500", "501"])
        {
            yield return new($"QUIT={code} x", "tls", "tls");
            yield return new($"RSET={code} x", "tls", "tls");
        }
    }

    // O_1 to O_4, D_1 (which hides EHLO), and B_1, where clear text stands behind the reply to STARTTLS.
    private static IEnumerable<StartTlsBehaviour> Negotiations()
    {
        yield return new("EHLO=250-x|250 AUTH PLAIN LOGIN", "clear", Failed);
        yield return new("STARTTLS=502 5.5.1 x", "clear", Failed);
        yield return new("STARTTLS=454 4.7.0 x", "clear", Failed);
        yield return new("STARTTLS=354 go", Failed, Failed);
        yield return new("EHLO=502 5.5.1 unknown;STARTTLS=220 x", "clear", Failed);
        yield return new("STARTTLS=220 ready|250-example.org|250 AUTH LOGIN", "tls", "tls");
    }
}
