using Submission.Hosting.Accounts;

namespace Submission.Hosting.Tests.Accounts;

/// <summary>A hash whose first check begins and ends when the test says.</summary>
internal sealed class SlowHash() : PasswordHash(PasswordScheme.Bcrypt, "slow")
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _finish = new();

    public Task Started => _started.Task;

    public void Finish() => _finish.TrySetResult();

    internal override bool Verify(ReadOnlySpan<byte> password)
    {
        _started.TrySetResult();
        _finish.Task.GetAwaiter().GetResult();
        return true;
    }

    internal override PasswordHash CreateDecoy() => this;
}

/// <summary>A hash of the password <c>U*U</c> that counts its checks.</summary>
internal sealed class CountingHash() : PasswordHash(PasswordScheme.Bcrypt, "counting")
{
    private int _checks;

    public int Checks => _checks;

    internal override bool Verify(ReadOnlySpan<byte> password)
    {
        Interlocked.Increment(ref _checks);
        return password.SequenceEqual("U*U"u8);
    }

    internal override PasswordHash CreateDecoy() => this;
}
