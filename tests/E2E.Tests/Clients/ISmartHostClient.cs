namespace E2E.Tests.Clients;

/// <summary>A mail server that passes everything on to the daemon, logged in and under TLS, and has a queue.</summary>
internal interface ISmartHostClient : IAsyncDisposable
{
    /// <summary>Hands it a message of <see cref="TestAccount.Jan"/> to one recipient; it has taken it when this returns.</summary>
    Task SubmitAsync(string recipient);

    /// <summary>Lets it try again at once to deliver what it has deferred.</summary>
    Task RetryAsync();

    /// <summary>What its queue holds, with what was said of it; empty, but for what does not count, where it holds nothing.</summary>
    Task<string> QueueAsync();

    /// <summary>What it has to say where a test waits in vain.</summary>
    string Log();
}
