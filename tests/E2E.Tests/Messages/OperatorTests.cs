using System.Text.Json;

namespace E2E.Tests.Messages;

/// <summary>The tool as operators run it, against the daemon with the shipped policy and a real rspamd.</summary>
public sealed class OperatorTests(MailSystem system)
{
    private const string Recipient = "operator@friend.example";
    private static readonly string Spam = $"Subject: offer\r\n\r\n{ScannerSamples.Gtube}\r\n";

    [Fact]
    public async Task BlocksLift_OfTheAccountAndTheClientThatExplainShows_LetsSpamPassAgainByOneCommand()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(system.Setup);
        await using SmtpWire wire = await Wire.LogInAsync(daemon.Submission, TestAccount.Jan);
        string login = TestAccount.Jan.Login;
        for (int i = 0; i < 5; i++) Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(login, Recipient, Spam), StringComparison.Ordinal);
        Assert.Equal("550 5.1.0 {id} spam detected", Wire.WithoutId(await wire.SendMessageAsync(login, Recipient, Spam)));
        string blocked = await wire.AskAsync($"MAIL FROM:<{login}>");
        Assert.Equal("550 5.1.0 {id} policy violation", Wire.WithoutId(blocked));

        string why = await RunAsync(daemon, "explain", Wire.IdIn(blocked));
        using JsonDocument decision = JsonDocument.Parse(await RunAsync(daemon, "explain", Wire.IdIn(blocked), "--json"));
        string client = decision.RootElement.GetProperty("client").GetString()!;
        string limits = await RunAsync(daemon, "limits", "show", login);
        string blocks = await RunAsync(daemon, "blocks", "list");
        string lifted = await RunAsync(daemon, "blocks", "lift", login, client);

        Assert.Contains("refuse by spam-over-budget", why, StringComparison.Ordinal);
        Assert.Contains($"account {login}: 0 of 5 left in 1d", why, StringComparison.Ordinal);
        Assert.Contains("5 of 5", limits, StringComparison.Ordinal);
        Assert.Contains("blocked until ", limits, StringComparison.Ordinal);
        Assert.Contains($"account {login}", blocks, StringComparison.Ordinal);
        Assert.Contains($"client.ip {client}", blocks, StringComparison.Ordinal);
        Assert.Equal($"lifted 1 block of {login}\nlifted 1 block of {client}\n", lifted);
        Assert.Equal("Nobody is blocked.\n", await RunAsync(daemon, "blocks", "list"));
        Assert.StartsWith("250 2.0.0 ", await wire.SendMessageAsync(login, Recipient, Spam), StringComparison.Ordinal);

        SinkMessage[] arrived = system.Sink.To(Recipient);
        Assert.Equal(6, arrived.Length);
        Assert.All(arrived, static message => Assert.StartsWith("X-Spam-Flag: YES\r\n", message.AssertTraced(id: null), StringComparison.Ordinal));
        await daemon.StopAsync();
    }

    private static async Task<string> RunAsync(DaemonProcess daemon, params string[] arguments)
    {
        ProgramResult result = await ExternalProgram.RunAsync(
            "dotnet", [HostProcess.ProgramOf("Submission.Cli", "Submission.Cli"), .. arguments, "--socket", daemon.Files.AdminSocket]);
        Assert.True(result.ExitCode == 0, result.Everything);
        return result.Output;
    }
}
