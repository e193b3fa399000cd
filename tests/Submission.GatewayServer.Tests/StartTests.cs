using Submission.GatewayServer.Tests.Processes;

namespace Submission.GatewayServer.Tests;

/// <summary>What keeps a gateway from starting is told in one place, and without a stack.</summary>
public sealed class StartTests : GatewayTest
{
    [Theory]
    [InlineData("Queue:Connection", "Hosst=127.0.0.1", "Submission:Queue:Connection: ")]
    [InlineData("Queue:Connection", "Host=127.0.0.1;Port=1;Username=x;Password=S3cret-of-the-database;Timeout=2", "Submission:Queue:Connection: ")]
    [InlineData("Delivery:SmartHostPasswordFile", "empty", "Submission:Delivery:SmartHostPasswordFile: The first line of")]
    [InlineData("Delivery:Policy", "delivery.yaml", "delivery.yaml:1:1")]
    [InlineData("DataDirectory", "accounts.yaml/data", "Submission:DataDirectory: ")]
    public async Task Start_WithWhatCannotBeUsed_SaysSoAndExitsWith1(string key, string value, string expected)
    {
        var more = new Dictionary<string, string>(StringComparer.Ordinal) { [key] = value };
        if (key == "Queue:Connection") more["Queue:Provider"] = "postgres";
        if (key == "Delivery:SmartHostPasswordFile") more["Delivery:SmartHostLogin"] = "gateway";
        await File.WriteAllTextAsync(Path.Combine(Folder, "empty"), "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Folder, "delivery.yaml"), "no: such key\n", TestContext.Current.CancellationToken);

        await using HostProcess process = HostProcess.Run(Folder, GatewayProcess.Command(Setup with { More = more }, Folder));

        Assert.Equal(1, await process.ExitCodeAsync());
        Assert.Contains(expected, process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cret", process.Log, StringComparison.Ordinal);
    }
}
