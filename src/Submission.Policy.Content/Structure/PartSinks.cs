using Submission.Policy.Content.Headers;
using Submission.Policy.Content.Structure.Decoding;

namespace Submission.Policy.Content.Structure;

/// <summary>Opens what looks into the content of a part, once for each plausible transfer encoding.</summary>
internal static class PartSinks
{
    private const PartKinds Composite = PartKinds.Multipart | PartKinds.Message;

    /// <summary>Notes that a part is one into which nobody can see.</summary>
    public static void Note(PartKinds kinds, MessageReading reading)
    {
        if ((kinds & PartKinds.PartialMessage) != PartKinds.None) reading.HasPartialMessage = true;
        if ((kinds & PartKinds.Encrypted) != PartKinds.None) reading.HasEncryptedPart = true;
    }

    /// <summary>Adds the sinks of a part to those that get its body. A composite part that is not encoded needs none: the layer reads it where it stands.</summary>
    public static void Open(PartKinds kinds, PartReadings readings, MessageReading reading, int depth, List<ContentSink> into)
    {
        TransferEncodings encodings = readings.Encodings;
        if ((encodings & (TransferEncodings.Base64 | TransferEncodings.QuotedPrintable | TransferEncodings.Uuencode | TransferEncodings.Gzip64)) == TransferEncodings.None
            || (encodings & (TransferEncodings.Unknown | TransferEncodings.Yenc | TransferEncodings.BinHex)) != TransferEncodings.None)
            encodings |= TransferEncodings.Identity;
        if ((encodings & TransferEncodings.Base64) != TransferEncodings.None) OpenDecoded(Base64, kinds, readings, reading, depth, into);
        if ((encodings & TransferEncodings.Base64) != TransferEncodings.None && (kinds & Composite) != PartKinds.None) OpenDecoded(Base64WithoutPadding, kinds, readings, reading, depth, into);
        if ((encodings & TransferEncodings.QuotedPrintable) != TransferEncodings.None) OpenDecoded(QuotedPrintable, kinds, readings, reading, depth, into);
        if ((encodings & TransferEncodings.Uuencode) != TransferEncodings.None) OpenDecoded(Uuencode, kinds, readings, reading, depth, into);
        if ((encodings & TransferEncodings.Gzip64) != TransferEncodings.None) OpenDecoded(Gzip64, kinds, readings, reading, depth, into);
        bool isEncoded = (encodings & TransferEncodings.Identity) == TransferEncodings.None;
        if (!isEncoded && IsLeaf(kinds)) into.Add(new LeafContent(reading, depth, kinds, scansText: true));
        if (isEncoded && (encodings & TransferEncodings.Uuencode) != TransferEncodings.None) into.Add(new TextScanner(reading));
    }

    private static bool IsLeaf(PartKinds kinds) => (kinds & (PartKinds.Text | PartKinds.Other)) != PartKinds.None;

    private static void OpenDecoded(
        Func<MessageReading, ContentSink, ContentSink> decode, PartKinds kinds, PartReadings readings, MessageReading reading, int depth, List<ContentSink> into)
    {
        if ((kinds & PartKinds.Message) != PartKinds.None && TryOpenLayer(reading, depth)) into.Add(decode(reading, new MimeLayer(reading, depth + 1)));
        if ((kinds & PartKinds.Multipart) != PartKinds.None && TryOpenLayer(reading, depth))
        {
            var multipart = new OpenContainer { Boundaries = [.. readings.Boundaries], Kinds = kinds | PartKinds.Doubtful };
            into.Add(decode(reading, new MimeLayer(reading, depth, multipart)));
        }

        if (IsLeaf(kinds)) into.Add(decode(reading, new LeafContent(reading, depth, kinds, scansText: (kinds & PartKinds.Text) != PartKinds.None)));
    }

    private static bool TryOpenLayer(MessageReading reading, int depth) => reading.TryDepth(depth + 1) && reading.TryOpenLayer();

    private static ContentSink Base64(MessageReading reading, ContentSink content) => new Base64Sink(content, ignoresPadding: false);

    private static ContentSink Base64WithoutPadding(MessageReading reading, ContentSink content) => new Base64Sink(content, ignoresPadding: true);

    private static ContentSink QuotedPrintable(MessageReading reading, ContentSink content) => new QuotedPrintableSink(content);

    private static ContentSink Uuencode(MessageReading reading, ContentSink content) => new UuencodeSink(reading, content);

    private static ContentSink Gzip64(MessageReading reading, ContentSink content) =>
        new Base64Sink(new InflateSink(reading, content, isGzip: true), ignoresPadding: false);
}
