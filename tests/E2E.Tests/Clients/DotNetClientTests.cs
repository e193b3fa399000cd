using System.Net;
using System.Net.Security;
using System.Text;
using MailKit.Security;
using MimeKit;
using MailKitClient = MailKit.Net.Smtp.SmtpClient;

namespace E2E.Tests.Clients;

/// <summary>The mail clients of .NET.</summary>
public sealed class DotNetClientTests(MailSystem system)
{
    [Theory]
    [InlineData(false, "PLAIN")]
    [InlineData(false, "LOGIN")]
    [InlineData(true, "PLAIN")]
    public async Task MailKit_Message_ArrivesUnchanged(bool isImplicit, string mechanism)
    {
        using var sample = new SampleMessage("mailkit");
        MimeMessage message = await MimeMessage.LoadAsync(sample.FileWithCrlf, TestContext.Current.CancellationToken);
        using var client = new MailKitClient
        {
            ServerCertificateValidationCallback = static (_, _, _, _) => true,
            CheckCertificateRevocation = false,
            LocalEndPoint = new IPEndPoint(Loopback.Next(), 0),
        };
        int port = isImplicit ? system.Daemon.Submissions.Port : system.Daemon.Submission.Port;
        await client.ConnectAsync("127.0.0.1", port, isImplicit ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls, TestContext.Current.CancellationToken);
        client.AuthenticationMechanisms.RemoveWhere(offered => offered != mechanism);
        Secrets.Add(TestAccount.Jan.Login, TestAccount.Jan.Password);
        await client.AuthenticateAsync(TestAccount.Jan.Login, TestAccount.Jan.Password, TestContext.Current.CancellationToken);

        string reply = await client.SendAsync(message, TestContext.Current.CancellationToken);
        await client.DisconnectAsync(quit: true, TestContext.Current.CancellationToken);

        Assert.Equal("2.0.0 {id} accepted", Wire.WithoutId(reply));
        Assert.Single(system.Sink.To(sample.Recipient)).AssertIs(Written(message), Wire.IdIn(reply));
    }

    [Fact]
    public async Task SystemNetMail_StartTls_ArrivesAsItWrites()
    {
        TakeAnyCertificate();
        using var sample = new SampleMessage("system-net-mail");
        using var client = new System.Net.Mail.SmtpClient("127.0.0.1", system.Daemon.Submission.Port)
        {
            EnableSsl = true,
            Credentials = new NetworkCredential(TestAccount.Jan.Login, TestAccount.Jan.Password),
        };
        using var message = new System.Net.Mail.MailMessage(TestAccount.Jan.Login, sample.Recipient, "by System.Net.Mail", "Hello\r\n.\r\n..\r\nkůň\r\n");
        Secrets.Add(TestAccount.Jan.Login, TestAccount.Jan.Password);

        await client.SendMailAsync(message, TestContext.Current.CancellationToken);

        string arrived = Assert.Single(system.Sink.To(sample.Recipient)).AssertTraced(id: null);
        // To a server it sends one more line end than to a folder.
        Assert.Equal(WithoutDate(WrittenToFile(message, sample)) + "\r\n", WithoutDate(arrived));
    }

    // What this client would send, it also writes to a folder, behind two fields for the envelope.
    private static string WrittenToFile(System.Net.Mail.MailMessage message, SampleMessage sample)
    {
        string folder = Directory.CreateDirectory(sample.FileOf("pickup")).FullName;
        using var client = new System.Net.Mail.SmtpClient
        {
            DeliveryMethod = System.Net.Mail.SmtpDeliveryMethod.SpecifiedPickupDirectory,
            PickupDirectoryLocation = folder,
        };
        client.Send(message);
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder))));
        return string.Join("\r\n", text.Split("\r\n").SkipWhile(static line => line.StartsWith("X-", StringComparison.Ordinal)));
    }

    private static string WithoutDate(string message) =>
        string.Join("\r\n", message.Split("\r\n").Where(static line => !line.StartsWith("Date:", StringComparison.OrdinalIgnoreCase)));

    private static byte[] Written(MimeMessage message)
    {
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        using var stream = new MemoryStream();
        message.WriteTo(format, stream);
        return stream.ToArray();
    }

    // The only way to make this client take a certificate that nobody signed is a class that is obsolete for everything else.
    internal static void TakeAnyCertificate()
    {
        RemoteCertificateValidationCallback any = static (_, _, _, _) => true;
        Type.GetType("System.Net.ServicePointManager, System.Net.ServicePoint", throwOnError: true)!.GetProperty("ServerCertificateValidationCallback")!.SetValue(null, any);
    }
}
