using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Text;

namespace Submission.Policy.Content.Tests.Corpus.Ordinary;

/// <summary>One message in the making: everything in it follows from its number, so that each run builds the same octets.</summary>
internal sealed class Letter
{
    private static readonly string[] Sites = ["www.shop.com", "news.example.com", "login.bank.com", "www.install.exe.com", "cdn.images.com", "scr.example.com", "www.vbs.cz"];

    private int _boundaries;

    static Letter() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public Letter(int number)
    {
        Number = number;
        Random = new Random(7919 * number + 17);
        Message = new MimeMessage();
        Message.From.Add(new MailboxAddress("Jana Nováková", "jana@example.cz"));
        Message.To.Add(new MailboxAddress("Petr", "petr@example.org"));
        Message.Subject = Pick("Faktura 2026/11", "Re: Angebot für setup.exe", "Fwd: www.shop.com", "Проект договора", "会议纪要", "Zápis z porady", "Your order at shop.com", "a.exe?");
        Message.Date = new DateTimeOffset(2026, 11, 24, 9, 15, number % 60, TimeSpan.FromHours(1));
        Message.MessageId = $"{number}.20261124@mail.example.com";
        for (int hop = Random.Next(4); hop > 0; hop--)
        {
            Message.Headers.Insert(0, new Header("Received", $"from host{hop}.example.com (host{hop}.example.com [192.0.2.{hop}]) by mx{hop}.example.com with ESMTPS id {hop}; Tue, 24 Nov 2026 09:1{hop}:00 +0100"));
        }
    }

    public int Number { get; }

    public Random Random { get; }

    public MimeMessage Message { get; }

    /// <summary>The names that its receiver sees.</summary>
    public List<string> Visible { get; } = [];

    public string Site => Sites[Random.Next(Sites.Length)];

    public T Pick<T>(params T[] choices) => choices[Random.Next(choices.Length)];

    /// <summary>Some sentences, among them those that look like something else.</summary>
    public string Prose()
    {
        string[] sentences =
        [
            "Dobrý den, v příloze posílám podklady.", "Please see https://www.shop.com and http://example.com/setup.exe for more.", "Mit freundlichen Grüßen", "Скачайте command.com с сайта.",
            "The file setup.exe does not start on my computer.", "begin with the first page, please", "From the start we said so.", ".", "--", "-- ", "> Content-Disposition: attachment; filename=\"virus.exe\"",
            "附件是会议纪要。", "=20 is a blank, =3D is an equals sign", "begin 644 is what the old format starts with", "Look at autoexec.bat, win.ini and run.js.", "(This file must be read by Monday)",
        ];
        return string.Join("\r\n", Enumerable.Range(0, 3 + Random.Next(12)).Select(_ => sentences[Random.Next(sentences.Length)])) + "\r\n";
    }

    public TextPart Plain(string? text = null) => new(TextFormat.Plain) { Text = text ?? Prose() };

    public TextPart Html() => new(TextFormat.Html)
    {
        Text = $"<html><body><p>{Prose()}</p><a href=\"https://{Site}/download/setup.exe\" download=\"setup.exe\">setup.exe</a> <a href=\"http://{Site}\">{Site}</a></body></html>\r\n",
    };

    /// <summary>A multipart with a boundary that follows from the message's number.</summary>
    public Multipart Many(string subtype, params MimeEntity[] parts)
    {
        var multipart = new Multipart(subtype) { Boundary = string.Create(CultureInfo.InvariantCulture, $"----=_Part_{Number}_{_boundaries++}.{Random.Next()}") };
        foreach (MimeEntity part in parts) multipart.Add(part);
        return multipart;
    }

    /// <summary>A file with content of its kind's length, visible under its name.</summary>
    public MimePart File(string name, string type = "application/octet-stream", int length = 300, ParameterEncodingMethod method = ParameterEncodingMethod.Default)
    {
        byte[] data = new byte[length];
        Random.NextBytes(data);
        return File(name, data, type, method);
    }

    public MimePart File(string name, byte[] data, string type = "application/octet-stream", ParameterEncodingMethod method = ParameterEncodingMethod.Default)
    {
        Visible.Add(name);
        string[] kind = type.Split('/');
        var part = new MimePart(kind[0], kind[1])
        {
            Content = new MimeContent(new MemoryStream(data, writable: false)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
        };
        Set(part.ContentDisposition.Parameters, "filename", name, method);
        if (Random.Next(3) > 0) Set(part.ContentType.Parameters, "name", name, method);
        return part;
    }

    public OrdinaryMessage Done(string shape, MimeEntity body, bool international = false)
    {
        Message.Body = body;
        return Done(shape, Octets(Message, international));
    }

    public OrdinaryMessage Done(string shape, byte[] octets) => new($"{shape} {Number}", octets, Visible);

    /// <summary>The octets of a message, with the line ends of the wire.</summary>
    public static byte[] Octets(MimeMessage message, bool international = false)
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        options.International = international;
        using var stream = new MemoryStream();
        message.WriteTo(options, stream);
        return stream.ToArray();
    }

    /// <summary>The octets of a part, with the line ends of the wire.</summary>
    public static byte[] Octets(MimeEntity entity)
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream();
        entity.WriteTo(options, stream);
        return stream.ToArray();
    }

    private static void Set(ParameterList parameters, string key, string name, ParameterEncodingMethod method) =>
        parameters.Add(new Parameter(Encoding.UTF8, key, name) { EncodingMethod = method });
}
