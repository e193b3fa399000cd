namespace Submission.GatewayServer.Tests.Processes;

/// <summary>A test with a folder and a sink of its own.</summary>
public abstract class GatewayTest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-");

    private protected string Folder => _folder.FullName;

    private protected SmtpSink Sink { get; } = new();

    private protected GatewaySetup Setup => new(Sink.EndPoint);

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        await Sink.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected Task<GatewayProcess> StartAsync() => GatewayProcess.StartAsync(Setup, Folder);

    /// <summary>Sends a message and gives its id.</summary>
    private protected static async Task<string> SendAsync(GatewayProcess gateway, string recipient, string message = "Subject: test\r\n\r\nHello\r\n")
    {
        await using SmtpWire wire = await Wire.LogInAsync(gateway.Submission, TestAccount.Jan);
        string reply = await wire.SendMessageAsync(TestAccount.Jan.Login, recipient, message);
        Assert.Equal("250 2.0.0 {id} accepted", Wire.WithoutId(reply));
        return Wire.IdIn(reply);
    }

    private protected Task ArrivesAsync(string recipient, int count = 1) => ArrivesAsync(Sink, recipient, count);

    private protected static Task ArrivesAsync(SmtpSink sink, string recipient, int count = 1) =>
        Until.TrueAsync(() => sink.To(recipient).Length >= count, () => $"{sink.To(recipient).Length} messages have arrived for {recipient}.");
}
