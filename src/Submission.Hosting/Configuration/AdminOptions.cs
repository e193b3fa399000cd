namespace Submission.Hosting.Configuration;

/// <summary>The admin socket, over which <c>submission-policy limits</c>, <c>blocks</c> and <c>explain</c> ask the running host; see <c>admin-socket.md</c>.</summary>
public sealed class AdminOptions
{
    /// <summary>The value of <see cref="Socket"/> that switches the socket off.</summary>
    internal const string NoSocket = "none";

    /// <summary>The unix socket. Only the user that the host runs as can use it. Where it cannot be opened, a path that is set here keeps the host from starting; the default path is only warned of.</summary>
    /// <value>A path of at most 100 octets, or <c>none</c>. Default: <c>$XDG_RUNTIME_DIR/submission-policy/admin.sock</c>, else <c>/run/submission-policy/admin.sock</c> where that folder can be written to, else one in a folder of the user's among the temporary files.</value>
    public string? Socket { get; set; }
}
