namespace E2E.Tests.Clients;

/// <summary>Programs that people and their scripts send mail with: each sends one message and says how that went.</summary>
internal static class ClientPrograms
{
    private const string Python = """
        import smtplib, ssl, sys
        port, implicit, source, login, password, recipient, path = sys.argv[1:]
        context = ssl._create_unverified_context()
        arguments = dict(local_hostname="client.example", timeout=30, source_address=(source, 0))
        try:
            if implicit == "True": client = smtplib.SMTP_SSL("127.0.0.1", int(port), context=context, **arguments)
            else:
                client = smtplib.SMTP("127.0.0.1", int(port), **arguments)
                client.starttls(context=context)
            client.login(login, password)
            with open(path, "rb") as file: message = file.read()
            client.set_debuglevel(1)
            client.sendmail(login, [recipient], message)
            client.quit()
        except smtplib.SMTPRecipientsRefused as error:
            (code, text), = error.recipients.values()
            sys.exit(f"{type(error).__name__} {code} {text.decode()}")
        except smtplib.SMTPResponseException as error: sys.exit(f"{type(error).__name__} {error.smtp_code} {error.smtp_error.decode()}")
        """;

    public static IReadOnlyDictionary<string, Func<Attempt, Task<ProgramResult>>> All { get; } = new Dictionary<string, Func<Attempt, Task<ProgramResult>>>(StringComparer.Ordinal)
    {
        ["swaks"] = static attempt => SwaksAsync(attempt, "--auth", "LOGIN"),
        ["msmtp"] = MsmtpAsync,
        ["curl"] = CurlAsync,
        ["python"] = PythonAsync,
        ["s-nail"] = SNailAsync,
        ["nodemailer"] = static attempt => NodemailerClient.SendAsync(attempt, "PLAIN"),
    };

    /// <summary>It puts a line end of its own behind the message.</summary>
    public static Task<ProgramResult> SwaksAsync(Attempt attempt, params string[] options) => ExternalProgram.RunAsync(
        "swaks",
        [
            "--server", "127.0.0.1", "--port", attempt.Port, "--local-interface", attempt.Source, attempt.IsImplicit ? "--tls-on-connect" : "--tls", "--ehlo", "client.example",
            "--auth-user", attempt.Login, "--auth-password", attempt.Password, "--from", attempt.Login, "--to", attempt.Message.Recipient, "--data", "@" + attempt.Message.FileWithoutLastLineEnd, .. options,
        ]);

    private static async Task<ProgramResult> MsmtpAsync(Attempt attempt)
    {
        string configuration = attempt.Message.FileOf("msmtprc");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            account default
            host 127.0.0.1
            port {attempt.Port}
            source_ip {attempt.Source}
            domain client.example
            auth plain
            user {attempt.Login}
            password "{attempt.Password}"
            from {attempt.Login}
            tls on
            tls_starttls {(attempt.IsImplicit ? "off" : "on")}
            tls_certcheck off

            """,
            TestContext.Current.CancellationToken);
        // It reads no file that others may read.
        File.SetUnixFileMode(configuration, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return await ExternalProgram.RunAsync("msmtp", ["--file", configuration, "--debug", "--", attempt.Message.Recipient], attempt.Message.WithLf);
    }

    private static Task<ProgramResult> CurlAsync(Attempt attempt) => ExternalProgram.RunAsync(
        "curl",
        [
            "--silent", "--show-error", "--verbose", "--url", $"{(attempt.IsImplicit ? "smtps" : "smtp")}://127.0.0.1:{attempt.Port}/client.example", "--ssl-reqd", "--cacert", attempt.Certificate,
            "--interface", attempt.Source, "--user", $"{attempt.Login}:{attempt.Password}", "--mail-from", attempt.Login, "--mail-rcpt", attempt.Message.Recipient, "--upload-file", attempt.Message.FileWithCrlf,
        ]);

    private static Task<ProgramResult> PythonAsync(Attempt attempt) => ExternalProgram.RunAsync(
        "python3", ["-c", Python, attempt.Port, attempt.IsImplicit.ToString(), attempt.Source, attempt.Login, attempt.Password, attempt.Message.Recipient, attempt.Message.FileWithCrlf]);

    /// <summary>It writes the message itself, of a body and a subject, and waits for the end only where it is told to. It can't be told where to connect from.</summary>
    private static Task<ProgramResult> SNailAsync(Attempt attempt)
    {
        string server = $"{(attempt.IsImplicit ? "smtps" : "submission")}://{Uri.EscapeDataString(attempt.Login)}:{Uri.EscapeDataString(attempt.Password)}@127.0.0.1:{attempt.Port}";
        string[] settings = ["v15-compat=yes", "mta=" + server, "smtp-auth=plain", "smtp-use-starttls", "tls-verify=ignore", "sendwait", "hostname=client.example", "DEAD=" + DeadLetter(attempt), "save", "verbose", "verbose"];
        return ExternalProgram.RunAsync(
            "s-nail", ["-:/", .. settings.SelectMany(static setting => (string[])["-S", setting]), "-r", attempt.Login, "-s", "by s-nail", attempt.Message.Recipient], "Hello\n.\n..\n");
    }

    /// <summary>Where s-nail leaves what it could not send.</summary>
    public static string DeadLetter(Attempt attempt) => attempt.Message.FileOf("dead.letter");
}
