using Submission.PostfixPolicy.Protocol;
using Submission.PostfixPolicy.Sessions;

namespace Submission.PostfixPolicy.Server;

/// <summary>What the answers need to know of a connection. Used by one caller at a time.</summary>
/// <param name="connection">The connection's number.</param>
internal sealed class Asker(long connection) : IDisposable
{
    /// <summary>The connection's number.</summary>
    public long Connection { get; } = connection;

    /// <summary>The request that is being read or answered.</summary>
    public PolicyRequest Request { get; private set; } = new();

    /// <summary>The session that the connection told of last.</summary>
    public MailSession? Last { get; set; }

    /// <summary>Ends the decision that is under way.</summary>
    public CancellationTokenSource Ending { get; private set; } = new();

    /// <summary>Gives up the decision that is under way: it keeps the request that it may still read.</summary>
    public async ValueTask AbandonAsync()
    {
        CancellationTokenSource ending = Ending;
        Ending = new CancellationTokenSource();
        Request = new PolicyRequest();
        await ending.CancelAsync().ConfigureAwait(false);
    }

    public void Dispose() => Ending.Dispose();
}
