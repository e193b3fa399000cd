using System.Text;
using BenchmarkDotNet.Attributes;
using Submission.Policy;
using Submission.Policy.Content;
using Submission.Policy.Lookups;

namespace Benchmarks;

/// <summary>What a message of 25 MB or 1 MB holds: at most 10 ms a megabyte, and memory that does not depend on the size.</summary>
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
public class MessageReaderBenchmarks
{
    private const string Header = "Received: from pc by mail.domena.cz with ESMTPSA id 1; Wed, 25 Nov 2026 03:00:00 +0000\r\nFrom: Jan <jan@domena.cz>\r\nTo: info@domena.sk\r\nMIME-Version: 1.0\r\n";

    private readonly MimeMessageReader _reader = new();
    private MessageContent _message = MessageContent.FromMemory(default);

    /// <summary>The kind of message.</summary>
    public enum Kind
    {
        Attachments25MB,
        Text1MB,
        QuotedPrintable1MB,
        Parts5000,
        MessageInBase64Of1MB,
    }

    [ParamsAllValues]
    public Kind Message { get; set; }

    [GlobalSetup]
    public void Make() => _message = MessageContent.FromMemory(Encoding.Latin1.GetBytes(Make(Message)));

    [Benchmark]
    public MessageStructure Read()
    {
        LookupResult<MessageStructure> result = _reader.ReadAsync(_message, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return result.Value is { Incomplete: null } structure ? structure : throw new InvalidOperationException("The message was not read.");
    }

    private static string Make(Kind kind) => kind switch
    {
        Kind.Attachments25MB => Multipart([Text("Hello.\r\n"), .. Enumerable.Range(0, 5).Select(static i => Attachment(i, 25 * 1024 * 1024 / 5 * 3 / 4))]),
        Kind.Text1MB => Header + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + Lines(1024 * 1024),
        Kind.QuotedPrintable1MB => Header + "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + Lines(1024 * 1024),
        Kind.Parts5000 => Multipart([.. Enumerable.Range(0, 5000).Select(static i => Attachment(i, 60))]),
        _ => Header + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Base64(Encoding.Latin1.GetBytes(Multipart([Text(Lines(750_000))]))),
    };

    private static string Multipart(string[] parts) =>
        Header + "Content-Type: multipart/mixed; boundary=\"=_bound\"\r\n\r\n" + string.Concat(parts.Select(static part => "--=_bound\r\n" + part + "\r\n")) + "--=_bound--\r\n";

    private static string Text(string text) => "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text;

    private static string Attachment(int index, int length)
    {
        byte[] octets = new byte[length];
        new Random(index).NextBytes(octets);
        return $"Content-Type: application/pdf; name=\"file{index}.pdf\"\r\nContent-Disposition: attachment; filename=\"file{index}.pdf\"\r\n"
            + "Content-Transfer-Encoding: base64\r\n\r\n" + Base64(octets);
    }

    private static string Base64(byte[] octets) => Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks);

    private static string Lines(int length)
    {
        StringBuilder text = new();
        while (text.Length < length) text.Append("Dear all, this is an ordinary line of text - with =C3=A1 - of usual length.\r\n");
        return text.ToString();
    }
}
