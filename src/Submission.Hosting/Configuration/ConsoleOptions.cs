using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>The console for operators.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Where the console listens.</summary>
    /// <value>Address and port. Default: nowhere.</value>
    public IPEndPoint? Endpoint { get; set; }
}
