namespace E2E.Tests.Live;

/// <summary>Passwords are in no log, whatever is wrong with them. Every other daemon of these tests is looked at too, when it stops.</summary>
public sealed class SecretsTests(MailSystem system)
{
    [Fact]
    public async Task Log_OfEveryWayToSayAPassword_HoldsNone()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup);
        const string Password = "V3ry-Secret-Indeed!";
        Secrets.Add(TestAccount.Jan.Login, Password);
        await using (SmtpWire wire = await Wire.ConnectAsync(daemon.Submission))
        {
            await wire.ReadAsync();
            await wire.AskAsync("EHLO client.example");
            await wire.AuthenticateAsync(TestAccount.Jan.Login, Password);
            await wire.AskAsync(Secrets.Base64(Password));
            await wire.AskAsync(Password);
        }

        await using (SmtpWire wire = await Wire.EncryptAsync(daemon.Submission))
        {
            await wire.AuthenticateAsync(TestAccount.Jan.Login, Password);
            await wire.AuthenticateAsync(Password, Password);
            await wire.AskAsync("AUTH LOGIN " + Secrets.Base64(Password));
            await wire.AskAsync(Secrets.Base64(Password));
            await wire.AskAsync("AUTH PLAIN");
            await wire.AskAsync(Secrets.Base64(Password) + "!");
            await wire.AskAsync($"EHLO {Secrets.Base64(Password).TrimEnd('=')}.example");
            Assert.StartsWith("235 ", await wire.AuthenticateAsync(TestAccount.Jan.Login, TestAccount.Jan.Password), StringComparison.Ordinal);
        }

        await daemon.Process.TerminateAsync();
        Assert.Equal(0, await daemon.Process.ExitCodeAsync());
        // It has logged all that it can.
        Assert.Contains("dbug: ", daemon.Process.Log, StringComparison.Ordinal);
        Assert.Contains(TestAccount.Jan.Login, daemon.Process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, daemon.Process.Log, StringComparison.Ordinal);
        Secrets.AssertNoneIn(daemon.Process.Log);
    }
}
