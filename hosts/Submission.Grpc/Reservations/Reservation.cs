namespace Submission.Grpc.Reservations;

/// <summary>A transaction that has been judged and waits for its end. Whoever has taken it out of the table ends it, once.</summary>
internal sealed class Reservation(PolicySession session, PolicyTransaction transaction) : IAsyncDisposable
{
    public TransactionId Id { get; } = transaction.Id;

    /// <summary>Ends it by itself; set while it is in the table.</summary>
    public ITimer? Timer { get; set; }

    public ValueTask<bool> CommitAsync() => transaction.CommitAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (Timer is not null) await Timer.DisposeAsync();
        await session.DisposeAsync();
    }
}
