using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Submission.Hosting.Configuration;

namespace Submission.Hosting.Listening;

/// <summary>The listening sockets that systemd has passed to this process, by their names (sd_listen_fds(3)).</summary>
internal sealed class PassedSockets
{
    private const int FirstHandle = 3;
    private readonly string[] _names;

    /// <summary>Reads what the environment says of them.</summary>
    /// <param name="environment">Gives a variable of the environment.</param>
    /// <param name="processId">The id of this process: what was passed to another one is none of its business.</param>
    public PassedSockets(Func<string, string?> environment, int processId)
    {
        bool isMeant = int.TryParse(environment("LISTEN_PID"), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && id == processId;
        int count = isMeant && int.TryParse(environment("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Min(number, 1024) : 0;
        string[] names = environment("LISTEN_FDNAMES")?.Split(':') ?? [];
        _names = [.. Enumerable.Range(0, count).Select(index => index < names.Length ? names[index] : "unknown")];
    }

    /// <summary>Gives the listeners that name a socket its descriptor and its address; those that have them already keep them.</summary>
    /// <param name="listeners">The listeners.</param>
    /// <exception cref="HostStartException">A socket was not passed, or is none that listens for TCP.</exception>
    public static void Give(IEnumerable<ListenerOptions> listeners)
    {
        ListenerOptions[] wanting = [.. listeners.Where(static listener => listener is { Socket: not null, Handle: null })];
        if (wanting.Length == 0) return;
        PassedSockets passed = new(Environment.GetEnvironmentVariable, Environment.ProcessId);
        string[] errors = [.. wanting.Select(passed.Give).OfType<string>()];
        if (errors.Length > 0) throw new HostStartException(errors);
    }

    /// <summary>The descriptor of a socket; <see langword="null"/> where none of that name was passed.</summary>
    public int? Find(string name) => Array.IndexOf(_names, name) is >= 0 and int index ? FirstHandle + index : null;

    private string? Give(ListenerOptions listener)
    {
        if (Find(listener.Socket!) is not { } handle)
        {
            string known = _names.Length == 0 ? "No socket was passed" : $"Passed were: {string.Join(", ", _names)}";
            return $"Submission:Listeners: systemd has passed no socket '{listener.Socket}'. {known}; FileDescriptorName= in the socket unit names it.";
        }

        try
        {
            using var socket = new Socket(new SafeSocketHandle(handle, ownsHandle: false));
            if (socket.LocalEndPoint is not IPEndPoint endpoint) return $"Submission:Listeners: the socket '{listener.Socket}' that systemd has passed is none of TCP.";
            (listener.Handle, listener.Endpoint) = (handle, endpoint);
            return null;
        }
        catch (SocketException exception)
        {
            return $"Submission:Listeners: the socket '{listener.Socket}' that systemd has passed cannot be used: {exception.Message}";
        }
    }
}
