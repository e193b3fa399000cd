using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace E2E.Tests.Clients;

/// <summary>Programs that people send mail with, each by STARTTLS and by implicit TLS.</summary>
public sealed partial class ProgramTests(MailSystem system)
{
    private const string Python = """
        import smtplib, ssl, sys
        port, implicit, source, login, password, recipient, path = sys.argv[1:]
        context = ssl._create_unverified_context()
        arguments = dict(local_hostname="client.example", timeout=30, source_address=(source, 0))
        if implicit == "True": client = smtplib.SMTP_SSL("127.0.0.1", int(port), context=context, **arguments)
        else:
            client = smtplib.SMTP("127.0.0.1", int(port), **arguments)
            client.starttls(context=context)
        client.login(login, password)
        with open(path, "rb") as file: message = file.read()
        client.ehlo_or_helo_if_needed()
        print(client.mail(login), client.rcpt(recipient))
        code, text = client.data(message)
        print(code, text.decode())
        client.quit()
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Swaks_Message_ArrivesUnchanged(bool isImplicit)
    {
        // It puts a line end of its own behind the message.
        using var message = new SampleMessage("swaks");
        ProgramResult swaks = await RunAsync(
            "swaks",
            ["--server", "127.0.0.1", "--port", Port(isImplicit), "--local-interface", Source(), isImplicit ? "--tls-on-connect" : "--tls", "--ehlo", "client.example"],
            ["--auth", "LOGIN", "--auth-user", TestAccount.Jan.Login, "--auth-password", TestAccount.Jan.Password],
            ["--from", TestAccount.Jan.Login, "--to", message.Recipient, "--data", "@" + message.FileWithoutLastLineEnd]);
        AssertArrived(message, swaks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Msmtp_Message_ArrivesUnchanged(bool isImplicit)
    {
        using var message = new SampleMessage("msmtp");
        string configuration = message.FileOf("msmtprc");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            account default
            host 127.0.0.1
            port {Port(isImplicit)}
            source_ip {Source()}
            domain client.example
            auth plain
            user {TestAccount.Jan.Login}
            password "{TestAccount.Jan.Password}"
            from {TestAccount.Jan.Login}
            tls on
            tls_starttls {(isImplicit ? "off" : "on")}
            tls_certcheck off

            """,
            TestContext.Current.CancellationToken);
        // It reads no file that others may read.
        File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Secrets.Add(TestAccount.Jan.Login, TestAccount.Jan.Password);
        AssertArrived(message, await ExternalProgram.RunAsync("msmtp", ["--file", configuration, "--debug", "--", message.Recipient], message.WithLf));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Curl_Message_ArrivesUnchanged(bool isImplicit)
    {
        using var message = new SampleMessage("curl");
        ProgramResult curl = await RunAsync(
            "curl",
            ["--silent", "--show-error", "--verbose", "--url", $"{(isImplicit ? "smtps" : "smtp")}://127.0.0.1:{Port(isImplicit)}/client.example", "--ssl-reqd"],
            ["--cacert", system.Daemon.Files.Certificate, "--interface", Source(), "--user", $"{TestAccount.Jan.Login}:{TestAccount.Jan.Password}"],
            ["--mail-from", TestAccount.Jan.Login, "--mail-rcpt", message.Recipient, "--upload-file", message.FileWithCrlf]);
        AssertArrived(message, curl);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PythonSmtplib_Message_ArrivesUnchanged(bool isImplicit)
    {
        using var message = new SampleMessage("python");
        ProgramResult python = await RunAsync(
            "python3",
            ["-c", Python, Port(isImplicit), isImplicit.ToString(), Source(), TestAccount.Jan.Login, TestAccount.Jan.Password, message.Recipient, message.FileWithCrlf]);
        AssertArrived(message, python);
    }

    [GeneratedRegex("250 2\\.0\\.0 (?<id>[0-9A-Za-z]{22}) accepted", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Accepted();

    private static string Source() => Loopback.Next().ToString();

    private static Task<ProgramResult> RunAsync(string program, params string[][] arguments)
    {
        Secrets.Add(TestAccount.Jan.Login, TestAccount.Jan.Password);
        return ExternalProgram.RunAsync(program, [.. arguments.SelectMany(static group => group)]);
    }

    private string Port(bool isImplicit)
    {
        IPEndPoint server = isImplicit ? system.Daemon.Submissions : system.Daemon.Submission;
        return server.Port.ToString(CultureInfo.InvariantCulture);
    }

    private void AssertArrived(SampleMessage message, ProgramResult program)
    {
        Assert.True(program.ExitCode == 0, program.Everything + system.Daemon.Process.Log);
        Match accepted = Accepted().Match(program.Everything);
        Assert.True(accepted.Success, program.Everything);
        SinkMessage arrived = Assert.Single(system.Sink.To(message.Recipient));
        arrived.AssertIs(message.WithCrlf, accepted.Groups["id"].Value);
    }
}
