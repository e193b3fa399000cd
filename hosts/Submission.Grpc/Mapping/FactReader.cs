using System.Net;
using System.Text;
using Google.Protobuf.Collections;
using Submission.Grpc.Calls;

namespace Submission.Grpc.Mapping;

/// <summary>
/// Reads facts out of messages. What the caller has left out or got wrong is an error that names the field; what a mail client has said, and may say as it likes (addresses, names), is
/// judged, not refused here.
/// </summary>
internal static class FactReader
{
    public const int MaximumRecipients = 10_000;
    private const int MaximumText = 512;
    private const int MaximumNames = 1000;
    private const int MaximumCountries = 300;

    public static ClientFacts Client(Wire.Connect? connect, string path)
    {
        if (connect is null) throw CallErrors.Absent(path);
        return new ClientFacts(Address(connect.ClientAddress, path + ".client_address"));
    }

    public static IPAddress Address(string text, string path)
    {
        if (text.Length == 0) throw CallErrors.Absent(path);
        // The parser takes also what inet_aton takes, such as "1" and "0x7f.1".
        if (!IPAddress.TryParse(text, out IPAddress? address) || (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && text.AsSpan().Count('.') != 3))
            throw CallErrors.Invalid(path, "it must be an IPv4 or IPv6 address without a port");
        return address;
    }

    public static string HeloName(Wire.Helo helo, string path)
    {
        if (!helo.HasName) throw CallErrors.Absent(path + ".name");
        return Text(helo.Name, path + ".name");
    }

    /// <summary>Reads a text that a client may have said as it likes.</summary>
    public static string Text(string text, string path) =>
        text.Length <= MaximumText && Encoding.UTF8.GetByteCount(text) <= MaximumText ? text : throw CallErrors.Invalid(path, $"it has more than {MaximumText} octets");

    /// <summary>Reads the reverse-path.</summary>
    /// <returns><see langword="null"/> where it is no mailbox.</returns>
    public static EmailAddress? ReversePath(Wire.Mail mail, string path)
    {
        if (!mail.HasReversePath) throw CallErrors.Absent(path + ".reverse_path");
        if (mail.ReversePath.Length == 0) return EmailAddress.NullReversePath;
        return EmailAddress.TryParse(mail.ReversePath, out EmailAddress? address) ? address : null;
    }

    public static MailParameters? Parameters(Wire.Mail mail, string path)
    {
        if (!mail.HasDeclaredSize) return null;
        return mail.DeclaredSize <= long.MaxValue ? new MailParameters { DeclaredSize = (long)mail.DeclaredSize } : throw CallErrors.Invalid(path + ".declared_size", "it is too large");
    }

    /// <summary>Reads the forward-path.</summary>
    /// <returns><see langword="null"/> where it is no mailbox.</returns>
    public static EmailAddress? ForwardPath(Wire.Rcpt rcpt, string path)
    {
        if (rcpt.ForwardPath.Length == 0) throw CallErrors.Absent(path + ".forward_path");
        return EmailAddress.TryParse(rcpt.ForwardPath, out EmailAddress? address) ? address : null;
    }

    public static AccountFacts Account(Wire.Account account, string path)
    {
        EmailAddress login = Mailbox(account.Login, path + ".login");
        Bound(account.AliasDomains, MaximumNames, path + ".alias_domains");
        Bound(account.ExternalSenders, MaximumNames, path + ".external_senders");
        Bound(account.Countries, MaximumCountries, path + ".countries");
        return new AccountFacts(
            login,
            account.AliasDomains.Select((alias, index) => DomainName.TryParse(alias, out DomainName? domain)
                ? domain
                : throw CallErrors.Invalid($"{path}.alias_domains[{index}]", "it is no domain name")),
            account.ExternalSenders.Select((sender, index) => Mailbox(sender, $"{path}.external_senders[{index}]")),
            account.Countries.Select((country, index) => country.Length == 2 && char.IsAsciiLetter(country[0]) && char.IsAsciiLetter(country[1])
                ? country
                : throw CallErrors.Invalid($"{path}.countries[{index}]", "it must be two letters (ISO 3166-1 alpha-2)")));
    }

    public static AuthenticationOutcome Outcome(Wire.AuthenticationOutcome outcome, string path) => outcome switch
    {
        Wire.AuthenticationOutcome.Succeeded => AuthenticationOutcome.Succeeded,
        Wire.AuthenticationOutcome.WrongPassword => AuthenticationOutcome.WrongPassword,
        Wire.AuthenticationOutcome.UnknownUser => AuthenticationOutcome.UnknownUser,
        Wire.AuthenticationOutcome.Disabled => AuthenticationOutcome.Disabled,
        Wire.AuthenticationOutcome.Unavailable => AuthenticationOutcome.Unavailable,
        Wire.AuthenticationOutcome.EncryptionRequired => AuthenticationOutcome.EncryptionRequired,
        Wire.AuthenticationOutcome.Unspecified => throw CallErrors.Absent(path),
        _ => throw CallErrors.Invalid(path, $"there is no outcome {(int)outcome}"),
    };

    /// <summary>Reads the facts of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="spooled">The octets that came before; <see langword="null"/> where none did.</param>
    /// <param name="path">The name of the field.</param>
    public static MessageFacts Message(Wire.Message message, MessageContent? spooled, string path)
    {
        if (message.HasOctets && spooled is not null) throw CallErrors.Invalid(path + ".octets", "the octets came as message_data already");
        MessageContent? content = message.HasOctets ? MessageContent.FromMemory(message.Octets.Memory) : spooled;
        if (content is null && !message.HasSize) throw CallErrors.Absent(path + ".size");
        if (content is not null && message.HasSize && message.Size != (ulong)content.Length)
            throw CallErrors.Invalid(path + ".size", $"it is {message.Size}, and there are {content.Length} octets");
        if (message.HasSize && message.Size > long.MaxValue) throw CallErrors.Invalid(path + ".size", "it is too large");
        return new MessageFacts
        {
            Size = content?.Length ?? (long)message.Size,
            Content = content,
            Structure = message.Structure is { } structure ? StructureReader.Read(structure, path + ".structure") : null,
        };
    }

    public static EmailAddress Mailbox(string text, string path)
    {
        if (text.Length == 0) throw CallErrors.Absent(path);
        return EmailAddress.TryParse(text, out EmailAddress? address) ? address : throw CallErrors.Invalid(path, "it is no mailbox");
    }

    public static void Bound<T>(RepeatedField<T> field, int maximum, string path)
    {
        if (field.Count > maximum) throw CallErrors.Invalid(path, $"it has {field.Count} items, and may have {maximum}");
    }
}
