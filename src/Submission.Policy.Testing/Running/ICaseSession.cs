using Submission.Policy.Testing.Cases;

namespace Submission.Policy.Testing.Running;

/// <summary>One client of a case. Used by one caller at a time; not thread-safe.</summary>
internal interface ICaseSession : IAsyncDisposable
{
    /// <summary>Whether outcomes shall hold what the rules did; only the engine itself can tell.</summary>
    bool IsTraced { get; set; }

    /// <summary>Connects anew; a connection that there was is ended first.</summary>
    ValueTask<StepOutcome> ConnectAsync(string address, bool isTls, CancellationToken cancellationToken);

    ValueTask<StepOutcome> HeloAsync(string name, CancellationToken cancellationToken);

    ValueTask<StepOutcome> StartTlsAsync(CancellationToken cancellationToken);

    ValueTask<StepOutcome> AuthAsync(AuthStep step, string login, string password, CancellationToken cancellationToken);

    /// <summary>Begins an AUTH exchange and gives it up.</summary>
    ValueTask<StepOutcome> CancelAuthAsync(CancellationToken cancellationToken);

    /// <param name="from">The reverse-path; empty for the null sender.</param>
    /// <param name="size">The size that is declared.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<StepOutcome> MailAsync(string from, long? size, CancellationToken cancellationToken);

    ValueTask<StepOutcome> RecipientAsync(string to, CancellationToken cancellationToken);

    ValueTask<StepOutcome> MessageAsync(CaseMessage message, CancellationToken cancellationToken);

    ValueTask<StepOutcome> ResetAsync(CancellationToken cancellationToken);

    /// <summary>Ends the connection, where there is one.</summary>
    ValueTask EndAsync();
}
