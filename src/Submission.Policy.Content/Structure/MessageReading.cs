using System.Globalization;
using Submission.Policy.Content.Names;

namespace Submission.Policy.Content.Structure;

/// <summary>What the reading of one message has found so far, and what it may still cost. Shared by all that takes part in the reading. Not thread-safe.</summary>
internal sealed class MessageReading(MessageReaderOptions options, long length, CancellationToken cancellationToken)
{
    private const long BaseWork = 4 * 1024 * 1024;
    private const int WorkBetweenChecks = 256 * 1024;

    private long _work = BaseWork + (options.MaximumWork * length);
    private int _workUntilCheck = WorkBetweenChecks;
    private int _buffered = options.MaximumBuffered;
    private int _layers;

    public MessageReaderOptions Options => options;

    public AttachmentNames Names { get; } = new();

    public List<ReceivedHop> Received { get; } = [];

    public List<string> From { get; } = [];

    /// <summary>The bound that was reached.</summary>
    public string? Incomplete { get; private set; }

    public bool IsStopped => Incomplete is not null;
    public bool HasPartialMessage { get; set; }

    public bool HasEncryptedPart { get; set; }

    public int Parts { get; private set; } = 1;

    /// <summary>Ends the reading: nothing is taken any more.</summary>
    public void Stop(string reason) => Incomplete ??= reason;

    public void Stop(string what, int bound, string unit) =>
        Stop(string.Create(CultureInfo.InvariantCulture, $"{what} more than {bound} {unit}"));

    /// <summary>Pays for octets that are looked at; false where the reading has ended.</summary>
    public bool TryWork(int octets)
    {
        if (IsStopped) return false;
        _work -= octets;
        if (_work < 0)
        {
            Stop("the message's readings cost", options.MaximumWork, "times its size");
            return false;
        }

        _workUntilCheck -= octets;
        if (_workUntilCheck >= 0) return true;
        _workUntilCheck = WorkBetweenChecks;
        cancellationToken.ThrowIfCancellationRequested();
        if (!Names.IsFull) return true;
        Stop("the message has too many attachment names");
        return false;
    }

    /// <summary>Counts a part; false where there are too many.</summary>
    public bool TryAddPart()
    {
        if (Parts >= options.MaximumParts)
        {
            Stop("the message has", options.MaximumParts, "parts");
            return false;
        }

        Parts++;
        return !IsStopped;
    }

    /// <summary>Whether something may stand at this depth.</summary>
    public bool TryDepth(int depth)
    {
        if (depth <= options.MaximumDepth) return !IsStopped;
        Stop("the message is nested", options.MaximumDepth, "deep");
        return false;
    }

    /// <summary>Counts a decoded content that is being read; false where too many are read at once, as there may be two readings of each.</summary>
    public bool TryOpenLayer()
    {
        if (_layers > 2 * options.MaximumDepth)
        {
            Stop("the message has", 2 * options.MaximumDepth, "readings at once");
            return false;
        }

        _layers++;
        return true;
    }

    public void CloseLayer() => _layers--;

    /// <summary>Pays for memory; false where there is none left.</summary>
    public bool TryReserve(int octets)
    {
        if (IsStopped) return false;
        _buffered -= octets;
        if (_buffered >= 0) return true;
        Stop("the message's readings hold", options.MaximumBuffered, "octets at once");
        return false;
    }

    public void Release(int octets) => _buffered += octets;

    public MessageStructure ToStructure()
    {
        if (Names.IsFull) Stop("the message has too many attachment names");
        return new MessageStructure
        {
            Attachments = Names.ToImmutable(),
            Received = [.. Received],
            From = [.. From],
            Incomplete = Incomplete,
            HasPartialMessage = HasPartialMessage,
            HasEncryptedPart = HasEncryptedPart,
            Parts = Parts,
        };
    }
}
