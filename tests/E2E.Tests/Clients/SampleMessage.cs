using System.Text;

namespace E2E.Tests.Clients;

/// <summary>A message with what clients and servers like to change: dots at the start of lines, blanks at their end, octets above 127, a folded header field.</summary>
internal sealed class SampleMessage : IDisposable
{
    private static int _last;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("e2e-message-");

    public SampleMessage(string client, string domain = "friend.example")
    {
        Recipient = $"{client}-{Interlocked.Increment(ref _last)}@{domain}";
        WithLf = $"""
            Date: Wed, 25 Nov 2026 01:02:03 +0100
            From: Jan <{TestAccount.Jan.Login}>
            To: <{Recipient}>
            Subject: a field that is
            {"\t"}folded
            Message-ID: <{Recipient}>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            .
            ..two dots
            .one dot, and Příliš žluťoučký kůň
            From here on nothing is an envelope.
            blanks at the end{"   "}
            {new string('x', 900)}

            .last

            """.ReplaceLineEndings("\n");
        WithCrlf = Encoding.UTF8.GetBytes(WithLf.ReplaceLineEndings("\r\n"));
        File.WriteAllText(FileWithoutLastLineEnd, WithLf[..^1]);
        File.WriteAllBytes(FileWithCrlf, WithCrlf);
    }

    public string Recipient { get; }

    public string WithLf { get; }

    /// <summary>The message as it must arrive.</summary>
    public byte[] WithCrlf { get; }

    public string FileWithoutLastLineEnd => Path.Combine(_folder.FullName, "lf.eml");

    public string FileWithCrlf => Path.Combine(_folder.FullName, "crlf.eml");

    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
