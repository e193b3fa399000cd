using System.Text.RegularExpressions;

namespace E2E.Tests.Clients;

/// <summary>Programs that people send mail with, each by STARTTLS and by implicit TLS: the message arrives octet by octet.</summary>
public sealed partial class ProgramTests(MailSystem system)
{
    [Theory]
    [InlineData("swaks", false)]
    [InlineData("swaks", true)]
    [InlineData("msmtp", false)]
    [InlineData("msmtp", true)]
    [InlineData("curl", false)]
    [InlineData("curl", true)]
    [InlineData("python", false)]
    [InlineData("python", true)]
    [InlineData("nodemailer", false)]
    [InlineData("nodemailer", true)]
    public async Task Client_Message_ArrivesUnchanged(string client, bool isImplicit)
    {
        using var attempt = new Attempt(system, client, isImplicit: isImplicit);

        ProgramResult program = await ClientPrograms.All[client](attempt);

        AssertArrived(attempt, program);
    }

    [Theory]
    [InlineData(false, "--auth", "PLAIN")]
    [InlineData(true, "--auth", "PLAIN", "--auth-plaintext")]
    [InlineData(false, "--auth", "LOGIN", "--pipeline")]
    [InlineData(true, "--auth", "PLAIN", "--pipeline")]
    [InlineData(false, "--auth-optional", "CRAM-MD5,PLAIN")]
    public async Task Swaks_AuthVariantsAndPipelining_MessageArrivesUnchanged(bool isImplicit, params string[] options)
    {
        using var attempt = new Attempt(system, "swaks", isImplicit: isImplicit);

        AssertArrived(attempt, await ClientPrograms.SwaksAsync(attempt, options));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SNail_Message_ArrivesAsItWritesIt(bool isImplicit)
    {
        using var attempt = new Attempt(system, "s-nail", isImplicit: isImplicit);

        ProgramResult program = await ClientPrograms.All["s-nail"](attempt);

        Assert.True(program.ExitCode == 0, program.Everything + system.Daemon.Process.Log);
        string arrived = Assert.Single(attempt.Arrived).AssertTraced(id: null);
        Assert.Contains("Subject: by s-nail\r\n", arrived, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\nHello\r\n.\r\n..\r\n", arrived, StringComparison.Ordinal);
        Assert.False(File.Exists(ClientPrograms.DeadLetter(attempt)));
    }

    [GeneratedRegex("250 2\\.0\\.0 (?<id>[0-9A-Za-z]{22}) accepted", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Accepted();

    private void AssertArrived(Attempt attempt, ProgramResult program)
    {
        Assert.True(program.ExitCode == 0, program.Everything + system.Daemon.Process.Log);
        Match accepted = Accepted().Match(program.Everything);
        Assert.True(accepted.Success, program.Everything);
        Assert.Single(attempt.Arrived).AssertIs(attempt.Message.WithCrlf, accepted.Groups["id"].Value);
    }
}
