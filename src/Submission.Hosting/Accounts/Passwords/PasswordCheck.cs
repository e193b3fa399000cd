using System.Security.Cryptography;

namespace Submission.Hosting.Accounts;

/// <summary>How the check of a password ended.</summary>
internal enum PasswordCheckResult
{
    /// <summary>The password is the one that was hashed.</summary>
    Right,

    /// <summary>It is another.</summary>
    Wrong,

    /// <summary>It was not checked: too many others wait, or it waited too long.</summary>
    NotChecked,
}

/// <summary>A check that waits for its turn. It holds a copy of the password, which it clears when it ends.</summary>
internal sealed class PasswordCheck(PasswordHash hash, byte[] password, long deadline, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<PasswordCheckResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<PasswordCheckResult> Result => _completion.Task;

    public void Run(TimeProvider time)
    {
        try
        {
            if (cancellationToken.IsCancellationRequested) _completion.TrySetCanceled(cancellationToken);
            else if (time.GetTimestamp() > deadline) _completion.TrySetResult(PasswordCheckResult.NotChecked);
            else _completion.TrySetResult(hash.Verify(password) ? PasswordCheckResult.Right : PasswordCheckResult.Wrong);
        }
        catch (Exception exception)
        {
            // The thread serves all sessions: the bug is the caller's to see, and the next check goes on.
            _completion.TrySetException(exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    public void Abandon()
    {
        CryptographicOperations.ZeroMemory(password);
        _completion.TrySetResult(PasswordCheckResult.NotChecked);
    }
}
