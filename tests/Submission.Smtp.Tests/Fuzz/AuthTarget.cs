using System.Text;
using System.Text.RegularExpressions;
using Submission.Smtp.Protocol;
using Submission.Smtp.Server;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>One exchange of AUTH, its first line and the client's answers: what comes out as credentials is what the octets say, and nothing else comes out.</summary>
internal static partial class AuthTarget
{
    private const int MaximumLogin = 1024;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void Run(byte[] input)
    {
        byte[][] lines = Lines(input);
        int space = Array.IndexOf(lines[0], (byte)' ');
        string mechanism = Encoding.Latin1.GetString(space < 0 ? lines[0] : lines[0][..space]).ToUpperInvariant();
        AuthExchange? exchange = AuthExchange.ForMechanism(space < 0 ? lines[0] : lines[0].AsSpan(0, space));
        Assert.Equal(mechanism is "PLAIN" or "LOGIN", exchange is not null);
        if (exchange is null) return;

        byte[] initial = space < 0 ? [] : lines[0][(space + 1)..];
        bool hasInitial = initial.Length > 0 && !initial.SequenceEqual("="u8.ToArray());
        byte[][] responses = hasInitial ? [initial, .. lines[1..]] : lines[1..];
        AuthStep step = exchange.Begin(initial);
        for (int next = hasInitial ? 1 : 0; step.GoesOn && next < responses.Length; next++) step = exchange.Continue(responses[next]);

        Assert.Equal(step.Credentials is null, step.Reply is not null);
        (string Login, byte[] Password)? expected = mechanism == "PLAIN" ? Plain(responses, hasInitial) : Login(responses, hasInitial);
        Assert.Equal(expected is not null, step.Credentials is not null);
        if (step.Credentials is not { } credentials) return;
        Assert.Equal(mechanism, credentials.Mechanism);
        Assert.Equal(expected!.Value.Login, credentials.Login);
        Assert.Equal(expected.Value.Password, credentials.Password.ToArray());
        credentials.Wipe();
        Assert.DoesNotContain(credentials.Password.ToArray(), static octet => octet != 0);
    }

    private static (string, byte[])? Plain(byte[][] responses, bool hasInitial)
    {
        if (responses.Length == 0 || Decoded(responses[0], isFirst: hasInitial) is not { } response) return null;
        string[] parts = Encoding.Latin1.GetString(response).Split('\0');
        if (parts.Length != 3 || (parts[0].Length > 0 && !string.Equals(parts[0], parts[1], StringComparison.Ordinal))) return null;
        return TextOf(Encoding.Latin1.GetBytes(parts[1])) is { } login ? (login, Encoding.Latin1.GetBytes(parts[2])) : null;
    }

    private static (string, byte[])? Login(byte[][] responses, bool hasInitial)
    {
        if (responses.Length < 2 || Decoded(responses[0], isFirst: hasInitial) is not { } name || TextOf(name) is not { } login) return null;
        return Decoded(responses[1], isFirst: false) is { } password ? (login, password) : null;
    }

    private static byte[]? Decoded(byte[] response, bool isFirst)
    {
        string text = Encoding.Latin1.GetString(response);
        if ((!isFirst && text == "*") || !Base64().IsMatch(text)) return null;
        try
        {
            byte[] octets = Convert.FromBase64String(text);
            // Bits that belong to no octet must be zero (RFC 4648, section 3.5).
            return string.Equals(Convert.ToBase64String(octets), text, StringComparison.Ordinal) ? octets : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? TextOf(byte[] login)
    {
        if (login.Length > MaximumLogin) return null;
        try
        {
            string text = Strict.GetString(login);
            return text.Any(char.IsControl) ? null : text;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static byte[][] Lines(byte[] input)
    {
        var lines = new List<byte[]>();
        int from = 0;
        for (int i = 0; i <= input.Length; i++)
        {
            if (i < input.Length && input[i] != '\n') continue;
            lines.Add(input[from..i]);
            from = i + 1;
        }

        return [.. lines];
    }

    [GeneratedRegex(@"\A([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Base64();
}
