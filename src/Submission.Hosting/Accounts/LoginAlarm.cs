using Microsoft.Extensions.Logging;
using Submission.Hosting.Telemetry;

namespace Submission.Hosting.Accounts;

/// <summary>
/// Names accounts whose passwords are being guessed, from however many addresses, in the log and by a metric: at most once an hour each. It locks nobody out, for then anybody
/// could lock an account. It knows existing accounts only, and the latest of them. Thread-safe.
/// </summary>
/// <param name="threshold">The failures within an hour at which an account is named; 0 for never.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class LoginAlarm(int threshold, TimeProvider time, ILogger logger)
{
    private const int MaximumAccounts = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Dictionary<string, Failures> _accounts = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Takes note of a failed login of an account that exists.</summary>
    public void Failed(string account, string client)
    {
        if (threshold == 0) return;
        lock (_lock)
        {
            if (!_accounts.TryGetValue(account, out Failures? failures))
            {
                if (_accounts.Count >= MaximumAccounts) MakeRoom();
                _accounts.Add(account, failures = new Failures(threshold));
            }

            if (!failures.Add(time.GetTimestamp(), time)) return;
        }

        HostingMetrics.AccountAttacked();
        AccountLog.Attacked(logger, account, threshold, client);
    }

    private void MakeRoom()
    {
        string oldest = "";
        long latest = long.MaxValue;
        foreach ((string account, Failures failures) in _accounts)
        {
            if (failures.Latest < latest) (oldest, latest) = (account, failures.Latest);
        }

        _accounts.Remove(oldest);
    }

    /// <summary>The times of the latest failures, as many as make an alarm, in a ring.</summary>
    private sealed class Failures(int threshold)
    {
        private readonly long[] _times = new long[threshold];
        private int _count;
        private int _next;
        private long? _told;

        public long Latest { get; private set; }

        public bool Add(long now, TimeProvider time)
        {
            (_times[_next], Latest) = (now, now);
            _next = (_next + 1) % _times.Length;
            if (_count < _times.Length) _count++;
            // Behind the latest stands the earliest.
            if (_count < _times.Length || time.GetElapsedTime(_times[_next], now) >= Window) return false;
            if (_told is { } told && time.GetElapsedTime(told, now) < Window) return false;
            _told = now;
            return true;
        }
    }
}
