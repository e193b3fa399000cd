namespace Submission.Policy.Lookups;

/// <summary>The time that one scan may take; its token ends with it, with the caller's wait and with the scanner itself.</summary>
internal sealed class ScanBudget : IDisposable
{
    private readonly CancellationTokenSource _time;
    private readonly CancellationTokenSource _any;

    public ScanBudget(TimeSpan limit, TimeProvider timeProvider, CancellationToken caller, CancellationToken closing = default)
    {
        _time = new CancellationTokenSource(limit, timeProvider);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_time.Token, caller, closing);
        Token = _any.Token;
    }

    public CancellationToken Token { get; }

    public bool IsSpent => _time.IsCancellationRequested;

    public void Dispose()
    {
        _any.Dispose();
        _time.Dispose();
    }
}
