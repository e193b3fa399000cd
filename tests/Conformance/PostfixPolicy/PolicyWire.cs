using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Conformance.PostfixPolicy;

/// <summary>The connection of one process of Postfix to the policy service; it is kept from client to client.</summary>
internal sealed class PolicyWire : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly NetworkStream _stream;
    private readonly StreamReader _answers;

    private PolicyWire(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _answers = new StreamReader(_stream, Encoding.UTF8);
    }

    public static async Task<PolicyWire> ConnectAsync(IPEndPoint service, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(service, cancellationToken);
        return new PolicyWire(socket);
    }

    /// <summary>Asks, and gives the action.</summary>
    public async Task<string> AskAsync(PolicyQuestion question, CancellationToken cancellationToken)
    {
        const string Action = "action=";
        await _stream.WriteAsync(question.ToOctets(), cancellationToken);
        string? line = await _answers.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
        string? end = await _answers.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
        if (line is null || !line.StartsWith(Action, StringComparison.Ordinal) || end is not "") throw new InvalidOperationException($"The policy service answered '{line}', '{end}'.");
        return line[Action.Length..];
    }

    public void Dispose()
    {
        _answers.Dispose();
        _stream.Dispose();
    }
}
