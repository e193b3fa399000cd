using System.Net.Sockets;
using System.Threading.Channels;
using DnsClient;

namespace Submission.Policy.Lookups;

/// <summary>Asks the name servers single questions. Everything that can go wrong on the way is an answer, never an exception.
/// Thread-safe.</summary>
/// <param name="options">The settings.</param>
/// <param name="askForProof">Whether to set the DO bit, without which a resolver may leave the AD bit out (RFC 6840, section 5.7).</param>
internal sealed class NameServerClient(DnsLookupOptions options, bool askForProof = false)
{
    private readonly LookupClient _client = new(NameServerSettings.Create(options, askForProof));
    // A place for each query under way. A semaphore would do the same, but has to be disposed, and so would everything that holds it.
    private readonly Channel<byte> _underWay = Channel.CreateBounded<byte>(options.MaximumParallelQueries);

    /// <param name="name">A name of letters, digits, hyphens and underscores, without a trailing dot.</param>
    /// <param name="type">The kind of record.</param>
    /// <param name="budget">Ends the wait; the answer is then a failure.</param>
    public async Task<DnsAnswer> AskAsync(string name, QueryType type, CancellationToken budget)
    {
        try
        {
            if (!_underWay.Writer.TryWrite(0)) await _underWay.Writer.WriteAsync(0, budget).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return DnsAnswer.Failed("too many look-ups at once");
        }

        try
        {
            // The rooted name keeps any search list away.
            DnsQuestion question = new(name == "." ? name : name + ".", type);
            IDnsQueryResponse response = await _client.QueryAsync(question, budget).WaitAsync(budget).ConfigureAwait(false);
            return ResponseReader.Read(question, response);
        }
        catch (OperationCanceledException)
        {
            return DnsAnswer.Failed("time-out");
        }
        catch (DnsResponseException failure)
        {
            // A server that nobody listens at looks like one that is too slow.
            bool isSilence = failure.Code == DnsResponseCode.ConnectionTimeout;
            return DnsAnswer.Failed(isSilence ? "no answer from the DNS server" : "DNS error " + failure.Code);
        }
        catch (DnsXidMismatchException)
        {
            return DnsAnswer.Failed(ResponseReader.OtherQuestion);
        }
        catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException)
        {
            return DnsAnswer.Failed("no answer from the DNS server");
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return DnsAnswer.Failed("an answer that cannot be read");
        }
        finally
        {
            _underWay.Reader.TryRead(out _);
        }
    }

    // What the library lets out for hostile bytes; NotImplementedException is how an answer looks that is truncated over TCP, too, and
    // NullReferenceException what its own handling of an unreadable answer throws.
    private static bool IsUnreadable(Exception failure) =>
        failure is DnsResponseParseException or ArgumentException or InvalidOperationException or NotImplementedException
            or FormatException or IndexOutOfRangeException or OverflowException or NullReferenceException;
}
