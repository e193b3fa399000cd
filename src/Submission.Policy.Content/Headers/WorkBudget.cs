namespace Submission.Policy.Content.Headers;

/// <summary>How much work one field may still cost, in characters. Who asks for more than there is leaves the field unread from there, and the budget says so. Not thread-safe.</summary>
internal sealed class WorkBudget
{
    private long _left;

    /// <summary>Whether something was left unread.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>Starts the next field: every octet may be read a fixed number of times.</summary>
    public void Refill(int length)
    {
        _left = 65_536L + (16L * length);
        IsExhausted = false;
    }

    /// <summary>Takes <paramref name="characters"/> out; false where they are not there.</summary>
    public bool TryTake(int characters)
    {
        _left -= characters;
        if (_left >= 0) return true;
        IsExhausted = true;
        return false;
    }

    /// <summary>Notes that something was left unread for another reason.</summary>
    public void Exhaust() => IsExhausted = true;
}
