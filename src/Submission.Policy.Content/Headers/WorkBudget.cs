namespace Submission.Policy.Content.Headers;

/// <summary>
/// How much work fields may still cost, in characters that are looked at: each in proportion to its length, and all of a message together. Who asks for more than there is leaves
/// the field unread from there, and the budget says so. Not thread-safe.
/// </summary>
internal sealed class WorkBudget
{
    // Ten thousand parts with a name each cost a quarter of it; a second passes before hostile fields have used it up.
    private const long OfMessage = 8 * 1024 * 1024;

    private const long OfAnyField = 65_536;
    private const long OfCharacter = 8;

    private long _leftOfMessage = OfMessage;
    private long _left;

    /// <summary>Whether something was left unread.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Starts the next field: every octet may be looked at a fixed number of times.</summary>
    public void Refill(int length) => _left = OfAnyField + (OfCharacter * length);

    /// <summary>Takes <paramref name="characters"/> out; false where they are not there.</summary>
    public bool TryTake(int characters)
    {
        _left -= characters;
        _leftOfMessage -= characters;
        if (_left >= 0 && _leftOfMessage >= 0) return true;
        IsExhausted = true;
        return false;
    }

    /// <summary>Notes that something was left unread for another reason.</summary>
    public void Exhaust() => IsExhausted = true;
}
