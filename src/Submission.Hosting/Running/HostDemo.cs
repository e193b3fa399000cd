namespace Submission.Hosting.Running;

/// <summary>What the demo of a host needs besides the world that all demos share. It ends with the host.</summary>
/// <param name="Settings">Configuration keys that the demo sets; files, environment and command line override them.</param>
/// <param name="Companion">What runs beside the host; <see langword="null"/> for nothing.</param>
internal sealed record HostDemo(IReadOnlyDictionary<string, string?> Settings, IAsyncDisposable? Companion = null) : IAsyncDisposable
{
    /// <summary>A demo that needs nothing.</summary>
    public static HostDemo None { get; } = new(new Dictionary<string, string?>(StringComparer.Ordinal));

    public ValueTask DisposeAsync() => Companion?.DisposeAsync() ?? default;
}
