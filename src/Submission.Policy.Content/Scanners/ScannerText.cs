using System.Net.Http;
using System.Net.Sockets;
using System.Text;

namespace Submission.Policy.Lookups;

/// <summary>Words of scanners, made fit for logs: printable ASCII of a bounded length.</summary>
internal static class ScannerText
{
    /// <summary>The longest word of a scanner that is repeated, in characters.</summary>
    public const int MaximumLength = 160;

    public static string Printable(ReadOnlySpan<byte> octets, int most = MaximumLength)
    {
        bool isCut = octets.Length > most;
        if (isCut) octets = octets[..most];
        var text = new StringBuilder(octets.Length + 3);
        foreach (byte octet in octets) text.Append(octet is >= 0x20 and <= 0x7e ? (char)octet : '?');
        return isCut ? text.Append("...").ToString() : text.ToString();
    }

    public static string Printable(ReadOnlySpan<char> characters, int most = MaximumLength)
    {
        bool isCut = characters.Length > most;
        if (isCut) characters = characters[..most];
        var text = new StringBuilder(characters.Length + 3);
        foreach (char character in characters) text.Append(character is >= ' ' and <= '~' ? character : '?');
        return isCut ? text.Append("...").ToString() : text.ToString();
    }

    /// <summary>What went wrong with a connection, without the words of a locale.</summary>
    public static string Describe(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket) return Words(socket.SocketErrorCode.ToString());
        }

        return error is HttpRequestException http ? Words(http.HttpRequestError.ToString()) : Words(error.GetType().Name);
    }

    // ConnectionRefused becomes "connection refused".
    private static string Words(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (char character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0) text.Append(' ');
            text.Append(char.ToLowerInvariant(character));
        }

        return text.ToString();
    }
}
