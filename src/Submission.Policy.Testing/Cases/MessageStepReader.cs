using System.Collections.Immutable;
using Submission.Policy.Specification;

namespace Submission.Policy.Testing.Cases;

/// <summary>Reads the message of a step: a file, or the facts that the checks of messages look at.</summary>
internal sealed class MessageStepReader(CaseBinder binder, MessageFiles files)
{
    private static readonly string[] Inside = ["attachments", "received", "from", "incomplete", "partial", "encrypted"];
    private static readonly string[] Words = ["file", "unreadable", "size", .. Inside, "virus", "spam", "handed_over"];
    private readonly ScannerReader _scanners = new(binder);

    public CaseMessage? Read(SpecNode node)
    {
        if (node is SpecScalar name) return FromFile(name, null);
        if (binder.Mapping(node, "message", Words) is not { } mapping) return null;
        long? size = binder.Number(mapping, "size", 0, long.MaxValue);
        CaseMessage message = mapping.TryGet("file", out SpecEntry? file) ? FromFile(file, mapping, size) : FromFacts(mapping, size);
        if (binder.YesNo(mapping, "unreadable") is true)
        {
            RejectFacts(mapping, "Of a message that cannot be read nothing is known, so '{0}' cannot be given.", "Leave one of the two out.");
            message = message with { IsReadable = false, Structure = null };
        }

        return message with
        {
            Virus = mapping.TryGet("virus", out SpecEntry? virus) ? _scanners.Virus(virus.Value, "'virus'") : null,
            Spam = mapping.TryGet("spam", out SpecEntry? spam) ? _scanners.Spam(spam.Value, "'spam'") : null,
            IsHandedOver = binder.YesNo(mapping, "handed_over") ?? true,
        };
    }

    private CaseMessage FromFile(SpecEntry file, SpecMapping mapping, long? size)
    {
        RejectFacts(mapping, "What a file holds is read from it, so '{0}' cannot be given.", "Give the file or the facts.");
        if (file.Value is SpecScalar name) return FromFile(name, size);
        binder.Error(file.Value.Location, "'file' is a single value.");
        return new CaseMessage();
    }

    private void RejectFacts(SpecMapping mapping, string message, string mend)
    {
        foreach (SpecEntry entry in mapping.Entries)
        {
            if (Inside.Contains(entry.Key.Value, StringComparer.Ordinal))
                binder.Error(entry.Key.Location, message.Replace("{0}", entry.Key.Value, StringComparison.Ordinal), mend);
        }
    }

    private CaseMessage FromFile(SpecScalar name, long? size)
    {
        byte[] octets = files.Read(name, binder);
        return new CaseMessage { Size = size ?? octets.LongLength, Octets = octets, Structure = null };
    }

    private CaseMessage FromFacts(SpecMapping mapping, long? size) => new()
    {
        Size = size ?? CaseMessage.DefaultSize,
        Structure = new MessageStructure
        {
            Attachments = [.. binder.Texts(mapping, "attachments").Select(static name => new AttachmentName(name.Value, AttachmentNameSource.Disposition))],
            Received = mapping.TryGet("received", out SpecEntry? received) ? Hops(received.Value) : [],
            From = [.. binder.Texts(mapping, "from").Select(static from => EmailAddress.TryParse(from.Value, out EmailAddress? address) ? address.Canonical : from.Value)],
            Incomplete = binder.Text(mapping, "incomplete"),
            HasPartialMessage = binder.YesNo(mapping, "partial") ?? false,
            HasEncryptedPart = binder.YesNo(mapping, "encrypted") ?? false,
        },
    };

    private ImmutableArray<ReceivedHop> Hops(SpecNode node)
    {
        ImmutableArray<ReceivedHop>.Builder hops = ImmutableArray.CreateBuilder<ReceivedHop>();
        foreach (SpecNode item in binder.Sequence(node, "'received'"))
        {
            if (binder.Mapping(item, "a hop", "by", "with") is not { } mapping) continue;
            string by = binder.Text(mapping, "by") ?? "";
            string with = binder.Text(mapping, "with") ?? "";
            // What a reader of real messages makes of the same words.
            hops.Add(new ReceivedHop(by.ToLowerInvariant().TrimEnd('.'), with.ToUpperInvariant()));
        }

        return hops.ToImmutable();
    }
}
