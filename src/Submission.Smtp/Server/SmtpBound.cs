namespace Submission.Smtp.Server;

/// <summary>The names of the bounds, as the counter <c>smtp.bounds</c> tells them.</summary>
internal static class SmtpBound
{
    public const string Line = "line";
    public const string DroppedLine = "dropped-line";
    public const string Commands = "commands";
    public const string IdleCommands = "idle-commands";
    public const string Errors = "errors";
    public const string Recipients = "recipients";
    public const string MessageSize = "message-size";
    public const string HeaderSize = "header-size";
    public const string DataLine = "data-line";
    public const string DroppedData = "dropped-data";
    public const string Connections = "connections";
    public const string ConnectionsPerAddress = "connections-per-address";
    public const string ConnectionsPerNetwork = "connections-per-network";
    public const string ConnectionRate = "connection-rate";
    public const string Load = "load";
    public const string GreetingTime = "greeting-time";
    public const string CommandTime = "command-time";
    public const string LineTime = "line-time";
    public const string DataTime = "data-time";
    public const string DataRate = "data-rate";
    public const string MessageTime = "message-time";
    public const string SessionTime = "session-time";
    public const string HandshakeTime = "handshake-time";
    public const string WriteTime = "write-time";
}
