using System.IO.Pipelines;

namespace Submission.Smtp.Tests.Fuzz;

/// <summary>One end of a connection in memory.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe
{
    public static (DuplexPipe Server, DuplexPipe Client) Pair(PipeOptions options)
    {
        Pipe toServer = new(options);
        Pipe toClient = new(options);
        return (new DuplexPipe(toServer.Reader, toClient.Writer), new DuplexPipe(toClient.Reader, toServer.Writer));
    }
}
