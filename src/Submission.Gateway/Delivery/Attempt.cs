using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Smtp.Content;

namespace Submission.Gateway.Delivery;

/// <summary>One attempt at a job, from its first server to its last. Used by one worker; only <see cref="Abort"/> may be called by others.</summary>
internal sealed class Attempt : IDisposable
{
    private const int MostServers = 20;

    private readonly CancellationTokenSource _abort = new();
    private int _cause;
    private QueuedBody? _opened;

    public Attempt(DeliveryJob job, long startedAt)
    {
        Job = job;
        StartedAt = startedAt;
        List<AttemptRecipient> recipients = new(job.Claims.Count == 1 ? job.Claims[0].Delivery.Recipients.Length : job.Claims.Count);
        foreach (Claim claim in job.Claims)
        {
            foreach (QueuedRecipient recipient in claim.Delivery.Recipients)
            {
                if (!recipient.IsDone) recipients.Add(new AttemptRecipient(claim, recipient));
            }
        }

        Aborted = _abort.Token;
        Recipients = recipients;
        Pending = recipients.Count;
    }

    public DeliveryJob Job { get; }

    public long StartedAt { get; }

    public List<AttemptRecipient> Recipients { get; }

    /// <summary>How many recipients are not settled.</summary>
    public int Pending { get; private set; }

    /// <summary>How many more addresses may be tried.</summary>
    public int AddressesLeft { get; set; }

    /// <summary>How many more servers may be spoken to.</summary>
    public int SessionsLeft { get; set; }

    /// <summary>Whether the message goes only where REQUIRETLS, which it demands, is kept (RFC 8689, section 4.2.1).</summary>
    public bool KeepsDemand { get; private set; }

    /// <summary>The worst that the attempt has shown of its lane.</summary>
    public LaneSignal Signal { get; private set; }

    /// <summary>Whether a server was spoken to in good order.</summary>
    public bool HasWorked { get; private set; }

    /// <summary>Whether a server may have taken the message without our hearing of it.</summary>
    public bool IsDoubtful { get; set; }

    /// <summary>Whether a server has refused BDAT that it had offered.</summary>
    public bool IsChunkingOff { get; set; }

    /// <summary>Why it was aborted.</summary>
    public AbortCause Cause => (AbortCause)Volatile.Read(ref _cause);

    /// <summary>Cancelled where the attempt is aborted; it may still be asked for when the attempt has ended.</summary>
    public CancellationToken Aborted { get; }

    /// <summary>Begins with the first server.</summary>
    /// <param name="keepsDemand">Whether REQUIRETLS is kept. One of many servers may do so: all of them are asked.</param>
    public void Begin(bool keepsDemand)
    {
        KeepsDemand = keepsDemand;
        (AddressesLeft, SessionsLeft) = keepsDemand ? (MostServers, MostServers) : (5, 2);
    }

    /// <summary>Ends the attempt, whatever it waits for.</summary>
    public void Abort(AbortCause cause)
    {
        if (Interlocked.CompareExchange(ref _cause, (int)cause, 0) != 0) return;
        try
        {
            _abort.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return; // it has just ended
        }
    }

    public void Settle(AttemptRecipient recipient, RecipientOutcome outcome)
    {
        if (!recipient.IsSettled) Pending--;
        recipient.IsSettled = true;
        recipient.Outcome = outcome;
        recipient.IsHeard = true;
    }

    /// <summary>Notes an outcome that another server may better.</summary>
    public static void Note(AttemptRecipient recipient, RecipientOutcome outcome)
    {
        recipient.Outcome = outcome;
        recipient.IsHeard = true;
    }

    /// <summary>Notes it for all that are not settled.</summary>
    public static void NoteAll(List<AttemptRecipient> recipients, RecipientOutcome outcome)
    {
        foreach (AttemptRecipient recipient in recipients)
        {
            if (!recipient.IsSettled) Note(recipient, outcome);
        }
    }

    public void SettleAll(List<AttemptRecipient> recipients, RecipientOutcome outcome)
    {
        foreach (AttemptRecipient recipient in recipients)
        {
            if (!recipient.IsSettled) Settle(recipient, outcome);
        }
    }

    public void Show(LaneSignal signal)
    {
        if (signal == LaneSignal.Good) HasWorked = true;
        if (signal > Signal) Signal = signal;
    }

    /// <summary>The body; <see langword="null"/> where the message is no longer there.</summary>
    public async ValueTask<MessageBody?> OpenBodyAsync(IMessageQueue queue)
    {
        if (Job.Body is { } direct) return direct.Content;
        _opened ??= await queue.OpenBodyAsync(Job.Message, Aborted).ConfigureAwait(false);
        return _opened?.Content;
    }

    public void Dispose()
    {
        _opened?.Dispose();
        Job.Body?.Release();
        _abort.Dispose();
    }
}

/// <summary>A recipient in an attempt.</summary>
internal sealed class AttemptRecipient(Claim claim, QueuedRecipient recipient)
{
    public Claim Claim => claim;

    public QueuedRecipient Recipient => recipient;

    /// <summary>What came of it so far; <see langword="null"/> where it was not tried.</summary>
    public RecipientOutcome? Outcome { get; set; }

    /// <summary>Whether no other server is to be tried in this attempt.</summary>
    public bool IsSettled { get; set; }

    /// <summary>Whether the present server has been tried.</summary>
    public bool IsHeard { get; set; }

    /// <summary>What is required of the present server.</summary>
    public TlsRequirement? Requirement { get; set; }
}

/// <summary>Why an attempt was aborted.</summary>
internal enum AbortCause
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>The gateway stops.</summary>
    Stopping = 1,

    /// <summary>It took too long.</summary>
    TimedOut = 2,

    /// <summary>The claim is lost.</summary>
    ClaimLost = 3,
}
