using Submission.Policy.Client.Calls;
using Grpc.Core;

namespace Submission.Policy.Client;

/// <summary>
/// What a message that the policy lets go on would use up, reserved until it is committed, released, disposed without either, or expires. Thread-safe, but only the first end counts.
/// </summary>
public sealed class PolicyReservation : IAsyncDisposable
{
    private readonly ServiceCalls _calls;
    private int _isEnded;

    internal PolicyReservation(ServiceCalls calls, CheckResult result, DateTimeOffset? expiresAt)
    {
        _calls = calls;
        Result = result;
        ExpiresAt = expiresAt;
    }

    /// <summary>What the policy says of the message. The reservation is for the recipients that are accepted there.</summary>
    public CheckResult Result { get; }

    /// <summary>When the reservation ends by itself; <see langword="null"/> where nothing is reserved, because the verdict is not to go on.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>Whether there is something to commit: the verdict is to go on.</summary>
    public bool IsReserved => ExpiresAt is not null;

    /// <summary>Charges what is reserved: the message has been taken over.</summary>
    /// <param name="cancellationToken">Ends the wait; the charge may be made all the same.</param>
    /// <returns>Whether the charges are made; <see langword="false"/> where the reservation had expired or the store did not answer.</returns>
    /// <exception cref="InvalidOperationException">Nothing is reserved, or the reservation has been ended.</exception>
    /// <exception cref="PolicyServiceException">The service did not answer: nobody knows whether the charges are made.</exception>
    public async Task<bool> CommitAsync(CancellationToken cancellationToken = default)
    {
        if (!IsReserved) throw new InvalidOperationException("Nothing is reserved.");
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryEnd()) throw new InvalidOperationException("The reservation has been ended.");
        var request = new Wire.CommitRequest { TransactionId = Result.Id.ToString() };
        try
        {
            return (await _calls.CallAsync((service, options) => service.CommitAsync(request, options), cancellationToken).ConfigureAwait(false)).Charged;
        }
        catch (PolicyServiceException exception) when (exception.Status == StatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Gives back what is reserved. Does nothing where the reservation has been ended, has expired, or nothing was reserved.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PolicyServiceException">The service did not answer; the reservation ends when it expires.</exception>
    public async Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsReserved || !TryEnd()) return;
        await TryReleaseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="ReleaseAsync"/>, but throws no <see cref="PolicyServiceException"/>: what cannot be released expires.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!IsReserved || !TryEnd()) return;
        await TryReleaseAsync(CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool TryEnd() => Interlocked.Exchange(ref _isEnded, 1) == 0;

    private async Task TryReleaseAsync(CancellationToken cancellationToken)
    {
        var request = new Wire.ReleaseRequest { TransactionId = Result.Id.ToString() };
        try
        {
            await _calls.CallAsync((service, options) => service.ReleaseAsync(request, options), cancellationToken).ConfigureAwait(false);
        }
        catch (PolicyServiceException exception) when (exception.Status == StatusCode.NotFound)
        {
            return;
        }
    }
}
