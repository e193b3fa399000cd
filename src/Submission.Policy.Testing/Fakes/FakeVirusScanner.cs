using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing;

/// <summary>A virus scanner that finds what it is told to find, without looking at the message. Every message is clean where nothing is said. Answers without a wait. Thread-safe.</summary>
public sealed class FakeVirusScanner : IVirusScanner
{
    private readonly ConditionalWeakTable<MessageContent, FakeAnswer<string>> _answers = [];
    private readonly ConcurrentQueue<(long Length, string Outcome)> _log = new();
    private volatile FakeAnswer<string> _answer = new(Clean);

    /// <summary>The answer for a message in which there is no virus.</summary>
    public static LookupResult<string> Clean { get; } = LookupResult<string>.Absent("clean");

    /// <summary>The answer for every message of which nothing else was said; <see cref="Clean"/> by default.</summary>
    public LookupResult<string> Answer
    {
        get => _answer.Result;
        set => _answer = new FakeAnswer<string>(value);
    }

    /// <summary>Every scan so far: the length of the message in octets, and the virus, <c>clean</c>, or the reason why nothing is known.</summary>
    public ImmutableArray<(long Length, string Outcome)> Answers => [.. _log];

    /// <summary>Gives one message an answer of its own.</summary>
    /// <param name="content">The message: this very instance, not one with the same octets. It is not kept alive.</param>
    /// <param name="answer">The answer: found with the name of the virus, <see cref="Clean"/>, or unavailable.</param>
    public void Set(MessageContent content, LookupResult<string> answer)
    {
        ArgumentNullException.ThrowIfNull(content);
        _answers.AddOrUpdate(content, new FakeAnswer<string>(answer));
    }

    /// <inheritdoc/>
    public ValueTask<LookupResult<string>> ScanAsync(MessageContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        cancellationToken.ThrowIfCancellationRequested();
        LookupResult<string> result = _answers.TryGetValue(content, out FakeAnswer<string>? answer) ? answer.Result : Answer;
        _log.Enqueue((content.Length, result.Value ?? result.Reason!));
        return new(result);
    }
}
