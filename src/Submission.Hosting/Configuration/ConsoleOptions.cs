using System.Net;

namespace Submission.Hosting.Configuration;

/// <summary>The console for operators and their programs: <c>/health</c> and <c>/metrics</c> over HTTP.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Where the console listens. It asks for no password and encrypts nothing.</summary>
    /// <value>Address and port: <c>127.0.0.1:9925</c>. Default: nowhere.</value>
    public IPEndPoint? Endpoint { get; set; }

    /// <summary>Whether <c>Endpoint</c> may be other than a loopback address. What it tells is no secret of a message, but says how much mail goes where.</summary>
    public bool AllowRemote { get; set; }
}
