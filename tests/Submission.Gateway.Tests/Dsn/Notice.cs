using System.Text;
using MimeKit;

namespace Submission.Gateway.Tests.Dsn;

/// <summary>A notice as MimeKit reads it.</summary>
internal sealed class Notice
{
    private Notice(byte[] octets)
    {
        Octets = octets;
        Mime = MimeMessage.Load(new MemoryStream(octets, writable: false), TestContext.Current.CancellationToken);
        MultipartReport report = Assert.IsType<MultipartReport>(Mime.Body);
        Assert.Equal("delivery-status", report.ReportType);
        Parts = report.Count;
        MessageDeliveryStatus status = Assert.IsType<MessageDeliveryStatus>(report[1]);
        Message = status.StatusGroups[0];
        Recipients = [.. status.StatusGroups.Skip(1)];
        Returned = report.Count > 2 ? report[2] : null;
    }

    public byte[] Octets { get; }

    public MimeMessage Mime { get; }

    public int Parts { get; }

    public HeaderList Message { get; }

    public IReadOnlyList<HeaderList> Recipients { get; }

    public MimeEntity? Returned { get; }

    public static Notice Read(byte[] octets) => new(octets);

    /// <summary>What is returned, decoded where it is encoded; not by the parser, which may write a message otherwise than it has read it.</summary>
    public byte[] ReturnedOctets()
    {
        string boundary = Assert.IsType<MultipartReport>(Mime.Body).Boundary!;
        string all = Encoding.Latin1.GetString(Octets);
        string[] parts = all.Split($"--{boundary}\r\n", 4);
        string part = parts[3][..parts[3].LastIndexOf($"\r\n--{boundary}--", StringComparison.Ordinal)];
        int end = part.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        byte[] content = Encoding.Latin1.GetBytes(part[(end + 4)..]);
        string header = part[..end];
        ContentEncoding encoding = header.Contains("base64", StringComparison.Ordinal) ? ContentEncoding.Base64
            : header.Contains("quoted-printable", StringComparison.Ordinal) ? ContentEncoding.QuotedPrintable
            : ContentEncoding.Default;
        using MemoryStream output = new();
        new MimeContent(new MemoryStream(content, writable: false), encoding).DecodeTo(output, TestContext.Current.CancellationToken);
        return output.ToArray();
    }
}
