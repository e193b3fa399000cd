using System.Net;
using Submission.Policy.Lookups;

namespace Submission.Policy;

/// <summary>Has messages scanned by clamd, rspamd or spamd.</summary>
public static class ScannerPolicyPortsExtensions
{
    /// <summary>
    /// Sets <see cref="PolicyPorts.VirusScanner"/> to clamd. Set the clock before. Whoever sets it up disposes of it (<see cref="ClamdScanner.DisposeAsync"/>).
    /// </summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <param name="endpoint">Where clamd listens: one of <see cref="ScannerEndpoint.Forms"/>.</param>
    /// <param name="options">Time-outs, the largest message and how many connections; the defaults of <see cref="ClamdScannerOptions"/>.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException"><paramref name="endpoint"/> is none.</exception>
    public static TPorts AddClamd<TPorts>(this TPorts ports, string endpoint, ClamdScannerOptions? options = null)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ports.VirusScanner = new ClamdScanner(Endpoint("clamd", endpoint), options, ports.TimeProvider);
        return ports;
    }

    /// <summary>
    /// Sets <see cref="PolicyPorts.SpamScanner"/> to rspamd. Set the clock before. Whoever sets it up disposes of it (<see cref="RspamdScanner.Dispose"/>).
    /// </summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <param name="address">Where rspamd's normal worker listens, for example <c>http://127.0.0.1:11333</c>.</param>
    /// <param name="options">Time-outs, the password and what means spam; the defaults of <see cref="RspamdScannerOptions"/>.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException"><paramref name="address"/> is none.</exception>
    public static TPorts AddRspamd<TPorts>(this TPorts ports, string address, RspamdScannerOptions? options = null)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ArgumentNullException.ThrowIfNull(address);
        if (!ScannerEndpoint.TryParseHttp(address, out Uri? parsed))
            throw new ArgumentException($"'{ScannerText.Printable(address)}' is no address of rspamd. Write one like http://127.0.0.1:11333.", nameof(address));
        ports.SpamScanner = new RspamdScanner(parsed, options, ports.TimeProvider);
        return ports;
    }

    /// <summary>
    /// Sets <see cref="PolicyPorts.SpamScanner"/> to SpamAssassin's spamd. Set the clock before. Whoever sets it up disposes of it
    /// (<see cref="SpamdScanner.DisposeAsync"/>).
    /// </summary>
    /// <typeparam name="TPorts">The kind of options.</typeparam>
    /// <param name="ports">The options.</param>
    /// <param name="endpoint">Where spamd listens: one of <see cref="ScannerEndpoint.Forms"/>.</param>
    /// <param name="options">Time-outs, the largest message and how many connections; the defaults of <see cref="SpamdScannerOptions"/>.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException"><paramref name="endpoint"/> is none.</exception>
    public static TPorts AddSpamd<TPorts>(this TPorts ports, string endpoint, SpamdScannerOptions? options = null)
        where TPorts : PolicyPorts
    {
        ArgumentNullException.ThrowIfNull(ports);
        ports.SpamScanner = new SpamdScanner(Endpoint("spamd", endpoint), options, ports.TimeProvider);
        return ports;
    }

    private static EndPoint Endpoint(string scanner, string endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return ScannerEndpoint.TryParse(endpoint, out EndPoint? parsed)
            ? parsed
            : throw new ArgumentException($"'{ScannerText.Printable(endpoint)}' is no endpoint of {scanner}. Write one like {ScannerEndpoint.Forms}.", nameof(endpoint));
    }
}
