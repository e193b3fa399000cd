namespace Submission.Smtp.Server;

/// <content>The wait before a failed AUTH is answered.</content>
internal sealed partial class SmtpDialog
{
    private int _failedLogins;

    /// <summary>Holds the reply back, longer with each failure of the session. Whoever goes away, or stops the server, is not waited for.</summary>
    private async ValueTask HoldFailureAsync()
    {
        TimeSpan wait = _options.FailedAuthenticationDelay * _failedLogins++;
        if (wait > _options.MaximumFailedAuthenticationDelay) wait = _options.MaximumFailedAuthenticationDelay;
        if (wait == TimeSpan.Zero || _closing || _draining) return;

        await FlushAsync().ConfigureAwait(false);
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, _connection.ConnectionClosed);
        await Task.Delay(wait, _server.Time, over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
