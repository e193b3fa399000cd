using Submission.Policy.Lookups;

namespace Submission.Policy;

/// <summary>Looks countries up in a MaxMind database.</summary>
public static class MaxMindPolicyPortsExtensions
{
    /// <summary>Sets <see cref="PolicyPorts.Countries"/> to a database file, which may be replaced while it is in use. Set the clock before.</summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <param name="path">The <c>.mmdb</c> file; relative to the working directory.</param>
    /// <param name="options">How often the file is looked at, and what its absence means.</param>
    /// <returns>The options.</returns>
    public static TPorts AddMaxMind<TPorts>(this TPorts ports, string path, MaxMindCountryOptions? options = null)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ports.Countries = new MaxMindCountryLookup(path, options, ports.TimeProvider);
        return ports;
    }
}
