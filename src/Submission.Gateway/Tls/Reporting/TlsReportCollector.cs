using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>Counts sessions by day, domain and policy, within bounds, and keeps the counts in a folder. Thread-safe.</summary>
internal sealed class TlsReportCollector : ITlsSessionObserver
{
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private readonly SortedDictionary<DateOnly, ReportDay> _days = [];
    private readonly HashSet<DateOnly> _changed = [];
    private readonly TlsReportingOptions _options;
    private readonly ReportFolder _folder;
    private readonly TimeProvider _time;

    public TlsReportCollector(TlsReportingOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time) = (options, time);
        _folder = new ReportFolder(options.Directory, logger);
        foreach (ReportDay day in _folder.Read()) _days[day.Day] = day;
    }

    public DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    public void Observe(TlsSession session)
    {
        // A literal has no domain that could ask for reports.
        if (session.Destination.StartsWith('[')) return;
        lock (_gate)
        {
            DateOnly today = Today;
            if (!_days.TryGetValue(today, out ReportDay? day)) _days.Add(today, day = new ReportDay { Day = today });
            if (ReportTally.Add(day, session, _options.MaximumDomains)) _changed.Add(today);
        }
    }

    /// <summary>The domains of days that have ended of which nothing was reported yet.</summary>
    public List<(DateOnly Day, string Domain)> Due()
    {
        List<(DateOnly Day, string Domain)> due = [];
        lock (_gate)
        {
            foreach ((DateOnly day, ReportDay seen) in _days)
            {
                if (day >= Today) continue;
                foreach (string domain in seen.Domains.Keys)
                {
                    if (!seen.Done.Contains(domain)) due.Add((day, domain));
                }
            }
        }

        return due;
    }

    /// <summary>What was seen of a domain on a day that has ended; it no longer changes.</summary>
    public IReadOnlyList<PolicyCount> Find(DateOnly day, string domain)
    {
        lock (_gate) return _days.TryGetValue(day, out ReportDay? seen) && seen.Domains.TryGetValue(domain, out List<PolicyCount>? policies) ? policies : [];
    }

    /// <summary>Notes that nothing more is to be reported of a domain and a day, and forgets the day after its last.</summary>
    public void Conclude(DateOnly day, string domain)
    {
        lock (_writing)
        {
            bool isOver;
            lock (_gate)
            {
                if (!_days.TryGetValue(day, out ReportDay? seen)) return;
                seen.Done.Add(domain);
                isOver = seen.Done.Count >= seen.Domains.Count;
                if (isOver) _days.Remove(day);
                else _changed.Add(day);
                if (isOver) _changed.Remove(day);
            }

            if (isOver) _folder.Remove(day);
        }
    }

    /// <summary>Writes what has changed.</summary>
    public void Flush()
    {
        lock (_writing)
        {
            List<(DateOnly Day, byte[] Octets)> changed = [];
            lock (_gate)
            {
                foreach (DateOnly day in _changed) changed.Add((day, JsonSerializer.SerializeToUtf8Bytes(_days[day], ReportDayJson.Default.ReportDay)));
                _changed.Clear();
            }

            foreach ((DateOnly day, byte[] octets) in changed) _folder.Write(day, octets);
        }
    }
}
