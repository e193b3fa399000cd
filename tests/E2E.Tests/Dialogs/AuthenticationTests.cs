using System.Net;

namespace E2E.Tests.Dialogs;

/// <summary>Checks 1 to 1c, 4 and 16: what a client hears before it may send.</summary>
public sealed class AuthenticationTests(MailSystem system)
{
    public static TheoryData<string, string, string> Refusals => new()
    {
        { TestAccount.Jan.Login, "a-wrong-password", "535 5.1.0 {id} authentication failed" },
        { "nobody@domena.cz", "a-wrong-password", "535 5.1.0 {id} authentication rejected" },
        { "jan.novak", "a-wrong-password", "535 5.1.0 {id} authentication rejected" },
        { TestAccount.Disabled.Login, TestAccount.Disabled.Password, "535 5.1.0 {id} authentication rejected access disabled" },
        { TestAccount.Disabled.Login, "a-wrong-password", "535 5.1.0 {id} authentication rejected access disabled" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Auth_A6_WhatIsWrong_IsToldInTheReferencesWords(string login, string password, string expected)
    {
        await using SmtpWire wire = await Wire.EncryptAsync(system.Daemon.Submission);

        Assert.Equal(expected, Wire.WithoutId(await wire.AuthenticateAsync(login, password)));
        Assert.Equal("235 2.7.0 Authentication successful", await wire.AuthenticateAsync(TestAccount.Jan.Login, TestAccount.Jan.Password));
    }

    [Fact]
    public async Task Auth_T6_WithoutTls_IsRefusedAndNotOffered()
    {
        await using SmtpWire wire = await Wire.ConnectAsync(system.Daemon.Relay);
        await wire.ReadAsync();

        string ehlo = await wire.AskAsync("EHLO client.example");

        Assert.Equal(
            """
            250-smtp.test.example
            250-SIZE 52428800
            250-8BITMIME
            250-PIPELINING
            250-ENHANCEDSTATUSCODES
            250-SMTPUTF8
            250-DSN
            250-STARTTLS
            250 CHUNKING
            """.ReplaceLineEndings("\n"),
            ehlo);
        Assert.Equal("538 5.7.11 {id} encryption required", Wire.WithoutId(await wire.AuthenticateAsync(TestAccount.Jan.Login, TestAccount.Jan.Password)));
    }

    [Fact]
    public async Task Mail_WithoutAuth_IsRefused()
    {
        await using SmtpWire wire = await Wire.EncryptAsync(system.Daemon.Relay);

        Assert.Equal("530 5.7.0 Authentication required", await wire.AskAsync($"MAIL FROM:<{TestAccount.Jan.Login}>"));
    }

    [Fact]
    public async Task Auth_A1_ByLoginInThreeSteps_AsksWithExactlyTheWordsThatClientsKnow()
    {
        await using SmtpWire wire = await Wire.EncryptAsync(system.Daemon.Submission);
        Secrets.Add(TestAccount.Jan.Login, TestAccount.Jan.Password);

        Assert.Equal("334 VXNlcm5hbWU6", await wire.AskAsync("AUTH LOGIN"));
        Assert.Equal("334 UGFzc3dvcmQ6", await wire.AskAsync(Secrets.Base64(TestAccount.Jan.Login)));
        Assert.Equal("235 2.7.0 Authentication successful", await wire.AskAsync(Secrets.Base64(TestAccount.Jan.Password)));
    }

    [Fact]
    public async Task Auth_A7_EleventhFailure_ClosesAndEveryListenerRefusesTheAddress()
    {
        IPAddress client = Loopback.Next();
        string refused = $"554 5.1.0 {{id}} Connection refused from {client}. Too many authorization failures from this IP, try again later.";
        await using SmtpWire wire = await Wire.EncryptAsync(system.Daemon.Submission, client);
        for (int i = 1; i <= 10; i++)
        {
            string login = i % 2 == 0 ? TestAccount.Jan.Login : $"nobody{i}@domena.cz";
            Assert.StartsWith("535 5.1.0 ", await wire.AuthenticateAsync(login, $"wrong-password-{i}"), StringComparison.Ordinal);
        }

        Assert.Equal(refused, Wire.WithoutId(await wire.AuthenticateAsync(TestAccount.Jan.Login, "wrong-password-11")));
        Assert.Equal("EOF", await wire.ReadAsync());
        await using SmtpWire onOtherPort = await Wire.ConnectAsync(system.Daemon.Relay, client);
        Assert.Equal(refused, Wire.WithoutId(await onOtherPort.ReadAsync()));
        Assert.Equal("EOF", await onOtherPort.ReadAsync());
        await using SmtpWire onImplicit = await Wire.ConnectAsync(system.Daemon.Submissions, client);
        await onImplicit.StartTlsAsync();
        Assert.Equal(refused, Wire.WithoutId(await onImplicit.ReadAsync()));
        await using SmtpWire ofAnother = await Wire.LogInAsync(system.Daemon.Submission, TestAccount.Jan);
    }
}
