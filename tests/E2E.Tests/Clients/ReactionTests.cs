namespace E2E.Tests.Clients;

/// <summary>Programs that people send mail with, told no for good, no for now, and that the password is wrong: each ends as its manual says and names the daemon's words.</summary>
public sealed class ReactionTests(MailSystem system)
{
    private const int Usual = 1;

    // swaks(1): 24 "no RCPTs accepted", 26 "server did not accept mail following data", 28 "error in AUTH transaction".
    // msmtp(1): those of sysexits.h: 65 EX_DATAERR, 69 EX_UNAVAILABLE, 77 EX_NOPERM.
    // curl(1): 55 "Failed sending network data", 8 a weird reply, 67 "The user name, password, or similar was not accepted and curl failed to log in".
    // smtplib: an exception, which ends the script by 1. s-nail(1): an error sets the exit status. nodemailer: the promise is rejected, which ends the script by 1.
    public static TheoryData<string, Outcome, int> Reactions => new()
    {
        { "swaks", Outcome.Refused, 24 },
        { "swaks", Outcome.RefusedAtTheEnd, 26 },
        { "swaks", Outcome.Deferred, 24 },
        { "swaks", Outcome.DeferredAtTheEnd, 26 },
        { "swaks", Outcome.WrongPassword, 28 },
        { "msmtp", Outcome.Refused, 65 },
        { "msmtp", Outcome.RefusedAtTheEnd, 69 },
        { "msmtp", Outcome.Deferred, 69 },
        { "msmtp", Outcome.DeferredAtTheEnd, 69 },
        { "msmtp", Outcome.WrongPassword, 77 },
        { "curl", Outcome.Refused, 55 },
        { "curl", Outcome.RefusedAtTheEnd, 8 },
        { "curl", Outcome.Deferred, 55 },
        { "curl", Outcome.DeferredAtTheEnd, 8 },
        { "curl", Outcome.WrongPassword, 67 },
        { "python", Outcome.Refused, Usual },
        { "python", Outcome.RefusedAtTheEnd, Usual },
        { "python", Outcome.Deferred, Usual },
        { "python", Outcome.DeferredAtTheEnd, Usual },
        { "python", Outcome.WrongPassword, Usual },
        { "s-nail", Outcome.Refused, 4 },
        { "s-nail", Outcome.RefusedAtTheEnd, 4 },
        { "s-nail", Outcome.Deferred, 4 },
        { "s-nail", Outcome.DeferredAtTheEnd, 4 },
        { "nodemailer", Outcome.Refused, Usual },
        { "nodemailer", Outcome.RefusedAtTheEnd, Usual },
        { "nodemailer", Outcome.Deferred, Usual },
        { "nodemailer", Outcome.DeferredAtTheEnd, Usual },
        { "nodemailer", Outcome.WrongPassword, Usual },
    };

    [Theory]
    [MemberData(nameof(Reactions))]
    public async Task Client_ToldNo_EndsAsItsManualSays(string client, Outcome outcome, int exitCode)
    {
        using var attempt = new Attempt(system, client, outcome);

        ProgramResult program = await ClientPrograms.All[client](attempt);

        Assert.True(program.ExitCode == exitCode, $"It ended by {program.ExitCode}:\n{program.Everything}");
        Assert.Contains(attempt.Words, program.Everything, StringComparison.Ordinal);
        Assert.Contains(Named(client, attempt), program.Everything, StringComparison.Ordinal);
        Assert.Empty(attempt.Arrived);
        // What s-nail could not send stays with its writer.
        if (client == "s-nail") Assert.Contains("Subject: by s-nail", await File.ReadAllTextAsync(ClientPrograms.DeadLetter(attempt), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // What a script that uses the client tells the cases apart by.
    private static string Named(string client, Attempt attempt) => (client, attempt.Outcome) switch
    {
        ("python", Outcome.Refused or Outcome.Deferred) => $"SMTPRecipientsRefused {attempt.Code} ",
        ("python", Outcome.WrongPassword) => "SMTPAuthenticationError 535 ",
        ("python", _) => $"SMTPDataError {attempt.Code} ",
        ("nodemailer", Outcome.Refused or Outcome.Deferred) => $"EENVELOPE RCPT TO {attempt.Code} ",
        ("nodemailer", Outcome.WrongPassword) => "EAUTH AUTH PLAIN 535 ",
        ("nodemailer", _) => $"EMESSAGE DATA {attempt.Code} ",
        _ => attempt.Words,
    };
}
