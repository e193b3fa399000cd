using Submission.Policy.Content.Tests.Scanners.Peers;

namespace Submission.Policy.Content.Tests.Scanners;

/// <summary>A clamd for a class of tests.</summary>
public sealed class ClamdFixture : IAsyncLifetime
{
    internal ClamdPeer Peer { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Peer = await ClamdPeer.StartAsync("StreamMaxLength 25M", "LogClean yes", "LogVerbose yes");

    public ValueTask DisposeAsync() => Peer?.DisposeAsync() ?? default;
}
