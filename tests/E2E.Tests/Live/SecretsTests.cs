namespace E2E.Tests.Live;

/// <summary>Passwords are in no log and in no decision record, whatever is wrong with them. Every other daemon of these tests is looked at too, when it stops.</summary>
public sealed class SecretsTests(MailSystem system)
{
    [Fact]
    public async Task LogAndDecisions_A15_EveryWayToSayAPassword_HoldNone()
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

        var decisions = new List<string>();
        await using (SmtpWire wire = await Wire.EncryptAsync(daemon.Submission))
        {
            decisions.Add(Wire.IdIn(await wire.AuthenticateAsync(TestAccount.Jan.Login, Password)));
            decisions.Add(Wire.IdIn(await wire.AuthenticateAsync(Password, Password)));
            await wire.AskAsync("AUTH LOGIN " + Secrets.Base64(Password));
            await wire.AskAsync(Secrets.Base64(Password));
            await wire.AskAsync("AUTH LOGIN " + Secrets.Base64(TestAccount.Jan.Login));
            decisions.Add(Wire.IdIn(await wire.AskAsync(Secrets.Base64(Password))));
            await wire.AskAsync("AUTH PLAIN");
            await wire.AskAsync(Secrets.Base64(Password) + "!");
            await wire.AskAsync("AUTH PLAIN " + Secrets.Base64($"other@domena.cz\0{TestAccount.Jan.Login}\0{Password}"));
            await wire.AskAsync("AUTH PLAIN " + Secrets.Base64($"\0{TestAccount.Jan.Login}\0{Password}\0"));
            await wire.AskAsync("AUTH LOGIN " + Secrets.Base64(TestAccount.Jan.Login));
            await wire.AskAsync(Password);
            await wire.AskAsync($"EHLO {Secrets.Base64(Password).TrimEnd('=')}.example");
            Assert.StartsWith("235 ", await wire.AuthenticateAsync(TestAccount.Jan.Login, TestAccount.Jan.Password), StringComparison.Ordinal);
        }

        await using (SmtpWire wire = await Wire.EncryptAsync(daemon.Submission))
        {
            await wire.SendAsync($"AUTH LOGIN {Secrets.Base64(TestAccount.Jan.Login)}\r\n{Secrets.Base64(Password)}");
        }

        foreach (string id in decisions.Distinct(StringComparer.Ordinal))
        {
            string decision = await AdminSocket.GetAsync(daemon.Files.AdminSocket, $"/v1/decisions/{id}");
            Assert.Contains("authentication", decision, StringComparison.Ordinal);
            Assert.DoesNotContain(Password, decision, StringComparison.Ordinal);
            Secrets.AssertNoneIn(decision);
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
