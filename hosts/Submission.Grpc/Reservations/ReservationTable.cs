using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Submission.Grpc.Reservations;

/// <summary>
/// The reservations that wait for Commit or Release, each for its lifetime at most. Their number is bounded: a place is taken before anything is judged. Thread-safe.
/// </summary>
internal sealed partial class ReservationTable(int capacity, TimeProvider time, ILogger<ReservationTable> logger) : IAsyncDisposable
{
    private readonly Dictionary<TransactionId, Reservation> _reservations = [];
    private readonly Lock _lock = new();
    private int _places;
    private bool _isEnded;

    /// <summary>How many places are taken.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _places;
        }
    }

    /// <summary>Takes a place, to be given to <see cref="Keep"/> or <see cref="Leave"/>.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_isEnded || _places >= capacity) return false;
            _places++;
            return true;
        }
    }

    /// <summary>Gives a place back that holds nothing.</summary>
    public void Leave()
    {
        lock (_lock) _places--;
    }

    /// <summary>Keeps a reservation in a place.</summary>
    /// <returns>When it ends by itself; <see langword="null"/> where the table has ended, and the reservation is still the caller's.</returns>
    public DateTimeOffset? Keep(Reservation reservation, TimeSpan lifetime)
    {
        lock (_lock)
        {
            if (_isEnded) return null;
            _reservations.Add(reservation.Id, reservation);
            reservation.Timer = time.CreateTimer(static state => ((Expiry)state!).Run(), new Expiry(this, reservation.Id), lifetime, Timeout.InfiniteTimeSpan);
            return time.GetUtcNow() + lifetime;
        }
    }

    /// <summary>Takes a reservation out; it is the caller's to end.</summary>
    public bool TryTake(TransactionId id, [NotNullWhen(true)] out Reservation? reservation)
    {
        lock (_lock)
        {
            if (!_reservations.Remove(id, out reservation)) return false;
            _places--;
            return true;
        }
    }

    /// <summary>Gives everything back.</summary>
    public async ValueTask DisposeAsync()
    {
        Reservation[] rest;
        lock (_lock)
        {
            _isEnded = true;
            rest = [.. _reservations.Values];
            _reservations.Clear();
            _places -= rest.Length;
        }

        foreach (Reservation reservation in rest) await EndAsync(reservation);
    }

    private async Task EndAsync(Reservation reservation)
    {
        try
        {
            await reservation.DisposeAsync();
        }
        catch (Exception exception)
        {
            NotGivenBack(logger, reservation.Id, exception);
        }
    }

    [LoggerMessage(910, LogLevel.Information, "{Id}: its reservation has ended without Commit or Release")]
    private static partial void Expired(ILogger logger, TransactionId id);

    [LoggerMessage(911, LogLevel.Error, "{Id}: its reservation could not be given back and ends by itself in the counters")]
    private static partial void NotGivenBack(ILogger logger, TransactionId id, Exception exception);

    private void Expire(TransactionId id)
    {
        if (!TryTake(id, out Reservation? reservation)) return;
        Expired(logger, id);
        _ = EndAsync(reservation);
    }

    private sealed class Expiry(ReservationTable table, TransactionId id)
    {
        public void Run() => table.Expire(id);
    }
}
