using MimeKit;

namespace Submission.Gateway.Dsn;

/// <summary>Makes a part of a notice out of octets that stay as they are.</summary>
internal static class NoticePart
{
    public static MimePart Make(string type, string subtype, string description, ReadOnlyMemory<byte> octets, ContentEncoding encoding)
    {
        bool isQuoted = encoding == ContentEncoding.QuotedPrintable;
        byte[] content = isQuoted ? QuotedPrintable.Encode(octets.Span) : octets.ToArray();
        return new MimePart(type, subtype)
        {
            ContentDescription = description,
            Content = new MimeContent(new MemoryStream(content, writable: false), isQuoted ? ContentEncoding.QuotedPrintable : ContentEncoding.Default),
            ContentTransferEncoding = encoding,
        };
    }
}
