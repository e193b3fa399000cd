using System.Globalization;

namespace E2E.Tests.Messages;

/// <summary>The shipped policy looks into messages as mail programs send them.</summary>
public sealed class ContentTests(MailSystem system)
{
    [Theory]
    [InlineData("invoice.pdf.exe", false)]
    [InlineData("INVOICE.EXE", false)]
    [InlineData("invoice.pdf", true)]
    [InlineData("exe.zip", true)]
    public async Task Swaks_Attachment_IsRefusedByItsNameOnly(string name, bool isAccepted)
    {
        Secrets.Add(TestAccount.Jan.Login, TestAccount.Jan.Password);
        ProgramResult swaks = await ExternalProgram.RunAsync(
            "swaks",
            [
                "--server", "127.0.0.1", "--port", system.Daemon.Submission.Port.ToString(CultureInfo.InvariantCulture), "--local-interface", Loopback.Next().ToString(), "--tls",
                "--auth", "PLAIN", "--auth-user", TestAccount.Jan.Login, "--auth-password", TestAccount.Jan.Password,
                "--from", TestAccount.Jan.Login, "--to", "attached@friend.example", "--attach-name", name, "--attach", "hello",
            ]);

        if (isAccepted) Assert.True(swaks.ExitCode == 0, swaks.Everything);
        else Assert.Contains("550 5.1.0 {id} Bad attachment", Wire.WithoutId(swaks.Everything), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("by mx.elsewhere.example with ESMTPS id 1", "550 5.1.0 {id} relaying denied")]
    [InlineData("by mx.elsewhere.example with HTTP id 1", "250 2.0.0 {id} accepted")]
    [InlineData("by smtp.test.example with ESMTPSA id 1", "250 2.0.0 {id} accepted")]
    public async Task Message_ThatCameThroughAnotherServer_IsRefused(string hop, string expected)
    {
        await using SmtpWire wire = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);

        string reply = await wire.SendMessageAsync(
            TestAccount.Jan.Login, "relayed@friend.example",
            $"Received: from a.example (a.example [192.0.2.1])\r\n\t{hop};\r\n\tWed, 25 Nov 2026 03:00:00 +0000\r\nSubject: x\r\n\r\nHello\r\n");

        Assert.Equal(expected, Wire.WithoutId(reply));
    }
}
