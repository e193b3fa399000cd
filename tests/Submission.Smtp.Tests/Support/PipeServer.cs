using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Smtp.Server;

namespace Submission.Smtp.Tests.Support;

/// <summary>
/// A server without a network: whatever is sent is read and answered before the call that sends it returns, so that each piece is a segment of its own.
/// </summary>
internal sealed class PipeServer
{
    private readonly SmtpConnectionHandler _handler;

    public PipeServer(Script script, Action<SmtpServerOptions>? configure = null, bool withTls = false)
    {
        SmtpServerOptions options = new() { Hostname = "smtp.example", AllowCleartextAuthentication = true };
        configure?.Invoke(options);
        _handler = new SmtpConnectionHandler(options, script, withTls ? static _ => TestCertificate.Localhost : null, TimeProvider.System, NullLogger<SmtpConnectionHandler>.Instance);
    }

    /// <summary>Plays a client that sends these pieces and then nothing more.</summary>
    /// <returns>The lines that the server said.</returns>
    public async Task<string[]> PlayAsync(params IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        PipeOptions inline = new(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false);
        Pipe toServer = new(inline);
        Pipe toClient = new(inline);
        await using DefaultConnectionContext connection = new("pipe", new Ends(toServer.Reader, toClient.Writer), new Ends(toClient.Reader, toServer.Writer));
        Task serving = _handler.OnConnectedAsync(connection, SmtpListenerMode.StartTls);
        foreach (ReadOnlyMemory<byte> piece in pieces) await toServer.Writer.WriteAsync(piece);
        await toServer.Writer.CompleteAsync();
        await serving.WaitAsync(TimeSpan.FromSeconds(60));
        await toClient.Writer.CompleteAsync();
        using StreamReader said = new(toClient.Reader.AsStream(), Encoding.Latin1);
        return (await said.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
