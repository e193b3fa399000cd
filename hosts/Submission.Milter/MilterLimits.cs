using Submission.Hosting;
using Submission.Hosting.Configuration;

namespace Submission.Milter;

/// <summary>The bounds of the milter. Immutable.</summary>
/// <param name="Folder">Where the parts of messages are that are too large for memory.</param>
internal sealed record MilterLimits(string Folder)
{
    /// <summary>The largest message in octets.</summary>
    public long MessageSize { get; init; } = 50L * 1024 * 1024;

    /// <summary>How many octets of a message are held in memory.</summary>
    public int MessageMemory { get; init; } = 64 * 1024;

    /// <summary>The longest packet in octets, without its length.</summary>
    public int PacketSize { get; init; } = 1024 * 1024;

    /// <summary>How many connections are served at once.</summary>
    public int Connections { get; init; } = 20_000;

    /// <summary>How long a mail server may take to begin, to end a packet that it has begun, and to take an answer.</summary>
    public TimeSpan PeerTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a mail server may have nothing to tell.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How long the policy may take to judge a command.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the policy may take to judge a message.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromMinutes(4);

    public static MilterLimits From(SubmissionOptions options)
    {
        if (options.DataDirectory is not null) Make(options.DataDirectory);
        return new MilterLimits(options.DataDirectory ?? Path.GetTempPath())
        {
            MessageSize = options.Milter.MessageSize,
            MessageMemory = options.Milter.MessageMemory,
            PacketSize = options.Milter.PacketSize,
            Connections = options.Milter.Connections,
            PeerTimeout = options.Milter.PeerTimeout,
            IdleTimeout = options.Milter.IdleTimeout,
            CommandTimeout = options.Milter.CommandTimeout,
            MessageTimeout = options.Milter.MessageTimeout,
        };
    }

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HostStartException([$"Submission:DataDirectory: The folder '{folder}' cannot be made: {exception.Message}"]);
        }
    }
}
