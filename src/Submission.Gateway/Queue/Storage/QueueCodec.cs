using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Submission.Gateway.Delivery;
using Submission.Gateway.Tls;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Storage;

/// <summary>
/// Turns what is stored as one piece into octets and back: JSON in UTF-8 with a version. What servers said is cut to a bound on the way in; what cannot be read is an
/// <see cref="InvalidDataException"/> on the way out.
/// </summary>
internal static class QueueCodec
{
    /// <summary>The most octets that are read.</summary>
    public const int MaximumLength = 32 * 1024 * 1024;

    /// <summary>The most characters that are kept of a text that came from outside.</summary>
    public const int MaximumText = 2048;

    /// <summary>The most lines that are kept of a reply.</summary>
    public const int MaximumLines = 64;

    private const int Version = 1;

    // Of messages that demand TLS, so that a program that does not know the demand does not send them without.
    private const int DemandVersion = 2;

    public static byte[] EncodeFacts(StoredFacts facts)
    {
        SmtpMailParameters parameters = facts.Mail.Parameters;
        FactsDocument document = new()
        {
            Version = facts.Tls == MessageTls.Required ? DemandVersion : Version,
            From = facts.Mail.ReversePath.ToString(),
            DeclaredSize = parameters.Size,
            Body = parameters.Body,
            SmtpUtf8 = parameters.SmtpUtf8,
            Return = parameters.Return,
            EnvelopeId = parameters.EnvelopeId,
            Submitter = parameters.Submitter,
            Client = facts.Client?.ToString(),
            IsSpam = facts.IsSpam,
            Tls = facts.Tls,
        };
        return JsonSerializer.SerializeToUtf8Bytes(document, QueueJson.Plain.FactsDocument);
    }

    /// <exception cref="InvalidDataException">It is damaged or of a newer version.</exception>
    public static StoredFacts DecodeFacts(ReadOnlySpan<byte> octets)
    {
        FactsDocument document = Read(octets, static octets => JsonSerializer.Deserialize(octets, QueueJson.Plain.FactsDocument), static document => document.Version);
        IPAddress? client = null;
        if (!Enum.IsDefined(document.Tls)) throw Damaged(null);
        if (document.Client is not null && !IPAddress.TryParse(document.Client, out client)) throw Damaged(null);
        SmtpMailParameters parameters = new()
        {
            Size = document.DeclaredSize,
            Body = document.Body,
            SmtpUtf8 = document.SmtpUtf8,
            Return = document.Return,
            EnvelopeId = document.EnvelopeId,
            Submitter = document.Submitter,
            RequireTls = document.Tls == MessageTls.Required,
        };
        EmailAddress sender = string.IsNullOrEmpty(document.From) ? EmailAddress.NullReversePath : ReadAddress(document.From);
        return new StoredFacts(new MailCommand(sender, parameters), client, document.IsSpam, document.Tls);
    }

    public static byte[] EncodeRecipients(ImmutableArray<QueuedRecipient> recipients)
    {
        var written = new RecipientDocument[recipients.Length];
        for (int i = 0; i < written.Length; i++) written[i] = Write(recipients[i]);
        return JsonSerializer.SerializeToUtf8Bytes(new RecipientsDocument { Version = Version, Recipients = written }, QueueJson.Plain.RecipientsDocument);
    }

    /// <exception cref="InvalidDataException">It is damaged or of a newer version.</exception>
    public static ImmutableArray<QueuedRecipient> DecodeRecipients(ReadOnlySpan<byte> octets)
    {
        RecipientDocument[] written =
            Read(octets, static octets => JsonSerializer.Deserialize(octets, QueueJson.Plain.RecipientsDocument), static document => document.Version).Recipients ?? [];
        ImmutableArray<QueuedRecipient>.Builder recipients = ImmutableArray.CreateBuilder<QueuedRecipient>(written.Length);
        foreach (RecipientDocument document in written) recipients.Add(Read(document));
        return recipients.MoveToImmutable();
    }

    private static RecipientDocument Write(QueuedRecipient recipient)
    {
        OriginalRecipient? original = recipient.Command.Parameters.OriginalRecipient;
        return new RecipientDocument
        {
            To = recipient.Command.ForwardPath.ToString(),
            Ordinal = recipient.Ordinal,
            Notify = recipient.Command.Parameters.Notify,
            OriginalType = original?.AddressType,
            OriginalAddress = original?.Address,
            OriginalEncoded = original?.Encoded,
            Last = recipient.Last is null ? null : Write(recipient.Last),
            IsDelayTold = recipient.IsDelayTold,
            Notice = recipient.Notice,
        };
    }

    private static QueuedRecipient Read(RecipientDocument document)
    {
        if (document is null) throw Damaged(null);
        OriginalRecipient? original = document is { OriginalType: { } type, OriginalAddress: { } address, OriginalEncoded: { } encoded } ? new OriginalRecipient(type, address, encoded) : null;
        return new QueuedRecipient
        {
            Command = new RcptCommand(ReadAddress(document.To), new SmtpRcptParameters { Notify = document.Notify, OriginalRecipient = original }),
            Ordinal = document.Ordinal,
            Last = document.Last is null ? null : Read(document.Last),
            IsDelayTold = document.IsDelayTold,
            Notice = document.Notice,
        };
    }

    private static OutcomeDocument Write(RecipientOutcome outcome)
    {
        string[]? lines = null;
        if (outcome.ReplyLines is { IsDefaultOrEmpty: false } given)
        {
            lines = new string[Math.Min(given.Length, MaximumLines)];
            for (int i = 0; i < lines.Length; i++) lines[i] = Cut(given[i]);
        }

        return new OutcomeDocument
        {
            Kind = outcome.Kind,
            Status = outcome.Status.ToString(),
            Text = Cut(outcome.Text),
            ReplyCode = outcome.ReplyCode,
            ReplyLines = lines,
            RemoteHost = outcome.RemoteHost,
            RemoteEndPoint = outcome.RemoteEndPoint,
            IsEncrypted = outcome.IsEncrypted,
            IsDsnPassedOn = outcome.IsDsnPassedOn,
            At = outcome.At,
        };
    }

    private static RecipientOutcome Read(OutcomeDocument document)
    {
        if (!EnhancedStatus.TryParse(document.Status, out EnhancedStatus status)) throw Damaged(null);
        return new RecipientOutcome
        {
            Kind = document.Kind,
            Status = status,
            Text = document.Text ?? "",
            ReplyCode = document.ReplyCode,
            ReplyLines = document.ReplyLines is null ? [] : [.. document.ReplyLines],
            RemoteHost = document.RemoteHost,
            RemoteEndPoint = document.RemoteEndPoint,
            IsEncrypted = document.IsEncrypted,
            IsDsnPassedOn = document.IsDsnPassedOn,
            At = document.At,
        };
    }

    private static T Read<T>(ReadOnlySpan<byte> octets, Func<ReadOnlySpan<byte>, T?> read, Func<T, int> version)
        where T : class
    {
        if (octets.Length > MaximumLength) throw Damaged(null);
        try
        {
            T document = read(octets) ?? throw Damaged(null);
            return version(document) is Version or DemandVersion ? document : throw new InvalidDataException($"What is stored has version {version(document)}; this program reads versions {Version} and {DemandVersion}.");
        }
        catch (JsonException error)
        {
            throw Damaged(error);
        }
    }

    private static EmailAddress ReadAddress(string? text) => EmailAddress.TryParse(text, out EmailAddress? address) ? address : throw Damaged(null);

    private static string Cut(string text) => text.Length <= MaximumText ? text : text[..MaximumText];

    private static InvalidDataException Damaged(Exception? cause) => new("What is stored of a message is damaged.", cause);
}
