using System.Collections.Immutable;
using Submission.Gateway.Queue;
using Submission.Smtp.Content;

namespace Submission.Gateway.Tests.Delivery;

/// <summary>A queue in memory, simple enough to be seen to be right; what it was asked is counted.</summary>
internal sealed partial class MemoryQueue(TimeProvider time) : IMessageQueue
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Row> _rows = [];
    private readonly Dictionary<long, byte[]> _bodies = [];
    private readonly Dictionary<string, DestinationSuspension> _suspended = new(StringComparer.Ordinal);
    private readonly List<(QueuedDelivery Claim, DeliveryResult Result)> _results = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;

    public bool IsDown { get; set; }

    /// <summary>How often it was asked while it was down.</summary>
    public int Refused { get; private set; }

    /// <summary>What happens instead of the opening of a body.</summary>
    public Func<QueuedMessage, Exception?> BodyError { get; set; } = static _ => null;

    /// <summary>What happens instead of the writing of a result.</summary>
    public Func<QueuedDelivery, Exception?> ResultError { get; set; } = static _ => null;

    public int Claims { get; private set; }

    public int BodiesOpened { get; private set; }

    public int Renewals { get; private set; }

    /// <summary>Every result that was written.</summary>
    public IReadOnlyList<(QueuedDelivery Claim, DeliveryResult Result)> Results
    {
        get
        {
            lock (_lock) return [.. _results];
        }
    }

    public QueueHealth Health => QueueHealth.Good;

    public bool IsEmpty
    {
        get
        {
            lock (_lock) return _rows.Count == 0;
        }
    }

    public QueuedDelivery[] All
    {
        get
        {
            lock (_lock) return [.. _rows.Values.Select(Show)];
        }
    }

    public bool HasRoomFor(long size) => true;

    public async ValueTask<QueueAddition> AddAsync(NewMessage message, CancellationToken cancellationToken)
    {
        if (IsDown) return QueueAddition.NotStored(QueueAdditionOutcome.Unavailable);
        byte[] body = new byte[message.Body.Length];
        await using Stream stream = message.Body.OpenRead();
        await stream.ReadExactlyAsync(body, cancellationToken);
        lock (_lock) return new QueueAddition(QueueAdditionOutcome.Stored, Insert(message, body));
    }

    public ValueTask<DueDestinations> FindDueAsync(int maximum, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            DateTimeOffset now = time.GetUtcNow();
            Row[] all = [.. _rows.Values.Where(static row => row.State == DeliveryState.Waiting)];
            Row[] waiting = [.. all.Where(row => !_suspended.ContainsKey(row.Delivery.Destination))];
            string[] suspended = [.. all.Except(waiting).Where(row => row.DueAt <= now).Select(static row => row.Delivery.Destination).Distinct()];
            string[] due = [.. waiting.Where(row => row.DueAt <= now).OrderBy(row => row.DueAt).Select(row => row.Delivery.Destination).Distinct().Take(maximum)];
            DateTimeOffset? notice = _rows.Values.Min(static row => row.NoticeAt);
            DateTimeOffset?[] next = [.. all.Where(row => row.DueAt > now).Select(static row => (DateTimeOffset?)row.DueAt), notice];
            return new(new DueDestinations(due, next.Min() - now, notice <= now) { Suspended = suspended });
        }
    }

    public ValueTask<bool> RenewAsync(QueuedDelivery claim, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            Renewals++;
            return new(Holds(claim) is not null);
        }
    }

    public ValueTask<QueuedBody?> OpenBodyAsync(QueuedMessage message, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            BodiesOpened++;
            if (BodyError(message) is { } error) throw error;
            return new(_bodies.TryGetValue(message.Number, out byte[]? body) ? new QueuedBody(MessageBody.FromMemory(body)) : null);
        }
    }

    public ValueTask<bool> CompleteAsync(QueuedDelivery claim, DeliveryResult result, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            if (ResultError(claim) is { } error) throw error;
            if (Holds(claim) is not { } row) return new(false);
            _results.Add((claim, result));
            row.Token = 0;
            row.Delivery = row.Delivery with { Recipients = result.Recipients, Attempts = row.Delivery.Attempts + (result.IsAttempt ? 1 : 0) };
            bool isAskedAgain = !result.IsAttempt && row.AskedAt != claim.AskedAt;
            row.DueAt = isAskedAgain ? time.GetUtcNow() : time.GetUtcNow() + result.RetryAfter;
            if (result.IsAttempt) row.AskedAt = null;
            if (isAskedAgain) Change();
            row.State = result.Recipients.All(static recipient => recipient.IsDone) ? DeliveryState.Finished : DeliveryState.Waiting;
            row.NoticeAt = result.Recipients.Any(static recipient => recipient.Notice != OwedNotice.None) ? time.GetUtcNow() + result.NoticeAfter : null;
            if (result.Recipients.IsEmpty) Remove(row);
            return new(true);
        }
    }

    public ValueTask<OwedNotices?> ClaimNoticesAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            DateTimeOffset now = time.GetUtcNow();
            if (_rows.Values.FirstOrDefault(row => row.NoticeAt <= now) is not { } first) return new((OwedNotices?)null);
            Row[] owed = [.. _rows.Values.Where(row => row.NoticeAt is not null && row.Delivery.Message.Number == first.Delivery.Message.Number)];
            long token = ++_last;
            foreach (Row row in owed) (row.NoticeAt, row.NoticeToken) = (null, token);
            return new(new OwedNotices(first.Delivery.Message, [.. owed.Select(Show)], token));
        }
    }

    public async ValueTask<bool> CompleteNoticesAsync(OwedNotices claim, NewMessage? notice, CancellationToken cancellationToken)
    {
        byte[] body = new byte[notice?.Body.Length ?? 0];
        if (notice is not null) await notice.Body.OpenRead().ReadExactlyAsync(body, cancellationToken);
        lock (_lock)
        {
            Check();
            Row[] rows = [.. _rows.Values.Where(row => row.NoticeToken == claim.Token)];
            if (rows.Length == 0) return false;
            if (notice is not null) Insert(notice, body);
            foreach (Row row in rows)
            {
                row.NoticeToken = 0;
                row.Delivery = row.Delivery with
                {
                    Recipients = [.. row.Delivery.Recipients.Where(static recipient => !recipient.IsDone).Select(static recipient => recipient with { Notice = OwedNotice.None })],
                };
                if (row.Delivery.Recipients.IsEmpty && row.State == DeliveryState.Finished) Remove(row);
            }

            return true;
        }
    }

    public async ValueTask WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Task changed;
        lock (_lock) changed = _changed.Task;
        await Task.WhenAny(changed, Task.Delay(limit, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
    }

    public ValueTask<IReadOnlyList<QueuedDelivery>> ListAsync(QueueFilter filter, int maximum, long after, CancellationToken cancellationToken)
    {
        lock (_lock) return new(_rows.Values.Where(row => row.Delivery.Number > after && Matches(row, filter)).Take(maximum).Select(Show).ToArray());
    }

    public ValueTask<QueueStatistics> CountAsync(int destinations, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            return new(new QueueStatistics { Messages = _bodies.Count, Waiting = 0, UnderWay = 0, Held = 0, Destinations = [] });
        }
    }

    public ValueTask<IReadOnlyList<DestinationSuspension>> SuspensionsAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Check();
            return new(_suspended.Values.ToArray());
        }
    }

    /// <summary>What a node that died held is free again.</summary>
    public void EndLeases(TimeSpan dueIn)
    {
        lock (_lock)
        {
            foreach (Row row in _rows.Values.Where(static row => row.State == DeliveryState.UnderWay)) (row.State, row.Token, row.DueAt) = (DeliveryState.Waiting, 0, time.GetUtcNow() + dueIn);
            Change();
        }
    }

    public ValueTask DisposeAsync() => default;

    private QueuedDelivery[] Insert(NewMessage message, byte[] body)
    {
        var byDomain = message.Recipients.Select(static (command, ordinal) => new QueuedRecipient { Command = command, Ordinal = ordinal })
            .GroupBy(static recipient => recipient.Command.ForwardPath.DomainText).ToArray();
        QueuedMessage queued = new()
        {
            Number = ++_last,
            Id = message.Id,
            Mail = message.Mail,
            AcceptedAt = time.GetUtcNow(),
            Size = body.Length,
            Prefix = message.Prefix.ToArray(),
            Deliveries = byDomain.Length,
            Account = message.Account,
            Client = message.Client,
            IsSpam = message.IsSpam,
            Tls = message.Tls,
        };
        _bodies.Add(queued.Number, body);
        List<QueuedDelivery> claims = [];
        foreach (var recipients in byDomain)
        {
            Row row = new(new QueuedDelivery { Number = ++_last, Message = queued, Destination = recipients.Key, Recipients = [.. recipients], State = DeliveryState.Waiting }) { DueAt = time.GetUtcNow() };
            _rows.Add(row.Delivery.Number, row);
            if (message.IsClaimed) claims.Add(Take(row));
        }

        return [.. claims];
    }

    private QueuedDelivery Take(Row row)
    {
        (row.State, row.Token) = (DeliveryState.UnderWay, ++_last);
        return Show(row);
    }

    private QueuedDelivery Show(Row row) =>
        row.Delivery with { State = row.State, Token = row.Token, Age = time.GetUtcNow() - row.Delivery.Message.AcceptedAt, NextAttemptAt = row.DueAt, AskedAt = row.AskedAt };

    private Row? Holds(QueuedDelivery claim) => _rows.TryGetValue(claim.Number, out Row? row) && row.Token == claim.Token && row.State == DeliveryState.UnderWay ? row : null;

    private void Remove(Row row)
    {
        _rows.Remove(row.Delivery.Number);
        if (!_rows.Values.Any(other => other.Delivery.Message.Number == row.Delivery.Message.Number)) _bodies.Remove(row.Delivery.Message.Number);
    }

    private static bool Matches(Row row, QueueFilter filter) =>
        (filter.Id is null || row.Delivery.Message.Id == filter.Id) && (filter.Destination is null || row.Delivery.Destination == filter.Destination);

    private void Change()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Check()
    {
        if (!IsDown) return;
        Refused++;
        throw new QueueUnavailableException("down for a test");
    }

    private sealed class Row(QueuedDelivery delivery)
    {
        public QueuedDelivery Delivery { get; set; } = delivery;

        public DeliveryState State { get; set; } = DeliveryState.Waiting;

        public long Token { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public DateTimeOffset? AskedAt { get; set; }

        public DateTimeOffset? NoticeAt { get; set; }

        public long NoticeToken { get; set; }
    }
}
