using System.Text;
using Submission.PostfixPolicy.Protocol;

namespace Submission.PostfixPolicy.Sessions;

/// <summary>What the recipients of a message were answered, so that each is judged once though several lists of restrictions ask. Most messages have one. Not thread-safe.</summary>
internal sealed class RecipientAnswers
{
    private byte[]? _first;
    private PolicyAction? _firstAnswer;
    private Dictionary<string, PolicyAction>? _others;

    public int Count => (_first is null ? 0 : 1) + (_others?.Count ?? 0);

    /// <summary>What a recipient was answered; <see langword="null"/> where it was not asked yet.</summary>
    public PolicyAction? Find(ReadOnlySpan<byte> recipient)
    {
        if (_first is not null && recipient.SequenceEqual(_first)) return _firstAnswer;
        return _others is null ? null : _others.GetValueOrDefault(Encoding.Latin1.GetString(recipient));
    }

    public void Add(byte[] recipient, PolicyAction answer)
    {
        if (_first is null) (_first, _firstAnswer) = (recipient, answer);
        else (_others ??= new Dictionary<string, PolicyAction>(StringComparer.Ordinal))[Encoding.Latin1.GetString(recipient)] = answer;
    }
}
