using Submission.Policy.Content;

namespace Submission.Policy;

/// <summary>Reads what messages hold.</summary>
public static class MessageReaderPolicyPortsExtensions
{
    /// <summary>Sets <see cref="PolicyPorts.Messages"/> to a reader that finds the file names of all parts in every plausible reading (check 14).</summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <param name="options">How much of a message is read; the default of each bound by default.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of its range.</exception>
    public static TPorts AddMessageReader<TPorts>(this TPorts ports, MessageReaderOptions? options = null)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ports.Messages = new MimeMessageReader(options);
        return ports;
    }
}
