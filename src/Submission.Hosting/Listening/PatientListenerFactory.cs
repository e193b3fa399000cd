using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Submission.Hosting.Listening;

/// <summary>
/// Opens the listeners of Kestrel, of less input that waits unread than Kestrel's, and which wait where the system is short of descriptors or memory. Kestrel's own try again at once, and without end, which takes a whole
/// processor from the sessions that could give something back. Thread-safe.
/// </summary>
internal sealed class PatientListenerFactory(IOptions<SocketTransportOptions> options, TimeProvider time, ILoggerFactory loggers) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    // What a client may send ahead. Kestrel's own bound, a mebibyte, times some thousand connections is more than a machine has.
    private const long MaximumUnread = 64 * 1024;

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint or UnixDomainSocketEndPoint or FileHandleEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        SocketTransportOptions transport = options.Value;
        Socket socket;
        try
        {
            socket = transport.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(exception.Message, exception);
        }

        socket.Listen(transport.Backlog);
        var connections = new SocketConnectionContextFactory(Of(transport), loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
        return new(new PatientListener(socket, socket.AcceptAsync, connections, transport.NoDelay, time, loggers.CreateLogger("Submission.Listening")));
    }

    private static SocketConnectionFactoryOptions Of(SocketTransportOptions transport) => new()
    {
        IOQueueCount = transport.IOQueueCount,
        WaitForDataBeforeAllocatingBuffer = transport.WaitForDataBeforeAllocatingBuffer,
        MaxReadBufferSize = transport.MaxReadBufferSize is { } most and < MaximumUnread ? most : MaximumUnread,
        MaxWriteBufferSize = transport.MaxWriteBufferSize,
        UnsafePreferInlineScheduling = transport.UnsafePreferInlineScheduling,
    };
}
