using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing;

/// <summary>A spam scanner that thinks what it is told to think, without looking at the message. Every message is ham where nothing is said. Answers without a wait. Thread-safe.</summary>
public sealed class FakeSpamScanner : ISpamScanner
{
    private readonly ConditionalWeakTable<MessageContent, FakeAnswer<SpamScan>> _answers = [];
    private readonly ConcurrentQueue<(SpamScanRequest Request, string Outcome)> _log = new();
    private volatile FakeAnswer<SpamScan> _answer = new(Ham);

    /// <summary>The answer for a message that is no spam: a score of 0.</summary>
    public static LookupResult<SpamScan> Ham { get; } = LookupResult<SpamScan>.Found(new SpamScan(IsSpam: false, 0));

    /// <summary>The answer for a message that is spam: a score of 15.</summary>
    public static LookupResult<SpamScan> Spam { get; } = LookupResult<SpamScan>.Found(new SpamScan(IsSpam: true, 15));

    /// <summary>The answer for every message of which nothing else was said; <see cref="Ham"/> by default.</summary>
    public LookupResult<SpamScan> Answer
    {
        get => _answer.Result;
        set => _answer = new FakeAnswer<SpamScan>(value);
    }

    /// <summary>
    /// Every scan so far: who sent what, and the answer (<c>spam 15</c>, <c>ham 0</c>) or the reason why nothing is known. The octets of a message are there only for as
    /// long as its host keeps them.
    /// </summary>
    public ImmutableArray<(SpamScanRequest Request, string Outcome)> Answers => [.. _log];

    /// <summary>Gives one message an answer of its own.</summary>
    /// <param name="content">The message: this very instance, not one with the same octets. It is not kept alive.</param>
    /// <param name="answer">The answer: found with the judgement, or unavailable.</param>
    public void Set(MessageContent content, LookupResult<SpamScan> answer)
    {
        ArgumentNullException.ThrowIfNull(content);
        _answers.AddOrUpdate(content, new FakeAnswer<SpamScan>(answer));
    }

    /// <inheritdoc/>
    public ValueTask<LookupResult<SpamScan>> ScanAsync(SpamScanRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        LookupResult<SpamScan> result = _answers.TryGetValue(request.Content, out FakeAnswer<SpamScan>? answer) ? answer.Result : Answer;
        _log.Enqueue((request, Describe(result)));
        return new(result);
    }

    private static string Describe(LookupResult<SpamScan> result) => result.Value is { } scan
        ? string.Create(CultureInfo.InvariantCulture, $"{(scan.IsSpam ? "spam" : "ham")} {scan.Score}")
        : result.Reason!;
}
