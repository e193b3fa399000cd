namespace Submission.Policy.Lookups;

/// <summary>As many scans at once as are allowed. Thread-safe.</summary>
internal sealed class ScanPlaces : IAsyncDisposable
{
    private readonly SemaphoreSlim _free;
    private readonly CancellationTokenSource _closing = new();
    private readonly int _count;
    private int _isClosed;

    public ScanPlaces(int count)
    {
        _count = count;
        _free = new SemaphoreSlim(count);
        Closing = _closing.Token;
    }

    /// <summary>Ends the scans that are under way when the scanner is closed.</summary>
    public CancellationToken Closing { get; }

    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    public Task EnterAsync(CancellationToken cancellationToken) => _free.WaitAsync(cancellationToken);

    public void Leave() => _free.Release();

    /// <summary>Ends the scans that are under way, and waits until they have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0) return;
        await _closing.CancelAsync().ConfigureAwait(false);
        for (int i = 0; i < _count; i++) await _free.WaitAsync().ConfigureAwait(false);
        _free.Dispose();
        _closing.Dispose();
    }
}
