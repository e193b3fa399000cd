using System.Net;
using System.Text.RegularExpressions;

namespace E2E.Tests.Peers;

/// <summary>Clients of the daemon's, which come from the address that a test says and know the accounts.</summary>
internal static partial class Wire
{
    /// <summary>Connects and says nothing.</summary>
    /// <param name="server">The server.</param>
    /// <param name="source">The client's address; one that no other test has where none is given.</param>
    public static Task<SmtpWire> ConnectAsync(IPEndPoint server, IPAddress? source = null) => SmtpWire.ConnectAsync(server, source ?? Loopback.Next());

    /// <summary>Connects to a listener with STARTTLS, says what comes before the greeting (a proxy's header), encrypts and greets.</summary>
    public static async Task<SmtpWire> EncryptAsync(IPEndPoint server, IPAddress? source = null, ReadOnlyMemory<byte> header = default)
    {
        SmtpWire wire = await ConnectAsync(server, source);
        await wire.SendAsync(header);
        Assert.StartsWith("220 ", await wire.ReadAsync(), StringComparison.Ordinal);
        await wire.AskAsync("EHLO client.example");
        Assert.StartsWith("220 ", await wire.AskAsync("STARTTLS"), StringComparison.Ordinal);
        await wire.StartTlsAsync();
        Assert.Contains("AUTH PLAIN LOGIN", await wire.AskAsync("EHLO client.example"), StringComparison.Ordinal);
        return wire;
    }

    /// <summary>As <see cref="EncryptAsync"/>, and logs in.</summary>
    public static async Task<SmtpWire> LogInAsync(IPEndPoint server, TestAccount account, IPAddress? source = null, ReadOnlyMemory<byte> header = default)
    {
        SmtpWire wire = await EncryptAsync(server, source, header);
        Assert.StartsWith("235 ", await wire.AuthenticateAsync(account.Login, account.Password), StringComparison.Ordinal);
        return wire;
    }

    /// <summary>The transaction id in a reply.</summary>
    public static string IdIn(string reply) => Id().Match(reply) is { Success: true } match ? match.Value : throw new FormatException($"'{reply}' holds no id.");

    /// <summary>A reply with <c>{id}</c> in the place of the transaction id, to be compared octet by octet.</summary>
    public static string WithoutId(string reply) => Id().Replace(reply, "{id}");

    public static Task<string> AuthenticateAsync(this SmtpWire wire, string login, string password)
    {
        Secrets.Add(login, password);
        return wire.AskAsync("AUTH PLAIN " + Secrets.Base64($"\0{login}\0{password}"));
    }

    /// <summary>Sends one message to one recipient; gives the first reply that is not positive, or the last.</summary>
    public static async Task<string> SendMessageAsync(this SmtpWire wire, string sender, string recipient, string message = "Subject: test\r\n\r\nHello\r\n")
    {
        foreach (string line in (string[])[$"MAIL FROM:<{sender}>", $"RCPT TO:<{recipient}>", "DATA"])
        {
            string reply = await wire.AskAsync(line);
            if (reply[0] is not ('2' or '3')) return reply;
        }

        return await wire.AskAsync(message + ".");
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z])[0-9A-Za-z]{22}(?![0-9A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
