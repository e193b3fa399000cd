using System.Text.Json.Nodes;

namespace E2E.Tests.Edge;

/// <summary>What a running daemon tells of its load.</summary>
public sealed class HealthTests(MailSystem system)
{
    [Fact]
    public async Task Health_P22_NearlyAllPlacesTaken_IsBusyAndByItselfNormalAgain()
    {
        await using DaemonProcess daemon = await DaemonProcess.StartAsync(
            system.Setup with { Arguments = ["--Submission:Limits:Connections=5", "--Submission:Limits:Overload:RelaxAfter=1s"] });
        Assert.Equal("normal 0", await LoadAsync(daemon));

        SmtpWire[] crowd = new SmtpWire[4];
        for (int i = 0; i < crowd.Length; i++)
        {
            crowd[i] = await Wire.ConnectAsync(daemon.Relay);
            Assert.StartsWith("220 ", await crowd[i].ReadAsync(), StringComparison.Ordinal);
        }

        Assert.Equal("busy 4", await LoadAsync(daemon));
        await daemon.Process.LogHoldsAsync("SMTP: the server is Busy: 4 connections are open");
        foreach (SmtpWire wire in crowd) await wire.DisposeAsync();
        await Until.TrueAsync(async () => await LoadAsync(daemon) == "normal 0", () => daemon.Process.Log);
        await daemon.Process.LogHoldsAsync("SMTP: the server is Normal again");
    }

    private static async Task<string> LoadAsync(DaemonProcess daemon)
    {
        JsonNode health = JsonNode.Parse(await AdminSocket.GetAsync(daemon.Files.AdminSocket, "/v1/health"))!;
        return $"{health["load"]} {health["connections"]}";
    }
}
