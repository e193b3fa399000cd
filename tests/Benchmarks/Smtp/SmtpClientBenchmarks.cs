using System.Text;
using BenchmarkDotNet.Attributes;
using Submission.Policy;
using Submission.Smtp.Client;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Benchmarks.Smtp;

/// <summary>A message of 4 KiB on an open connection to a server on loopback, by what the server offers: the time of the round trips, and what the client allocates.</summary>
[MemoryDiagnoser]
public class SmtpClientBenchmarks : IDisposable
{
    private static readonly byte[] Prefix = "Received: by mx.example\r\n"u8.ToArray();
    private static readonly MessageBody Message = MessageBody.FromMemory(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("A line of a message as they are written every day, by people.\r\n", 64))));
    private static readonly RcptCommand Recipient = new(EmailAddress.Parse("eva.novakova@dst.example"), SmtpRcptParameters.None);

    private readonly SmtpEnvelope _envelope = new(new MailCommand(EmailAddress.Parse("jan.novak@domena.example"), SmtpMailParameters.None), [Recipient]);
    private LoopbackPeer _peer = null!;
    private SmtpClientConnection _connection = null!;

    /// <summary>What the server offers.</summary>
    [Params("", "PIPELINING", "PIPELINING CHUNKING")]
    public string Offers { get; set; } = "";

    [GlobalSetup]
    public async Task SetupAsync()
    {
        _peer = new LoopbackPeer(["SIZE 50000000", "8BITMIME", .. Offers.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        _connection = (await SmtpClientConnection.ConnectAsync(_peer.EndPoint, new SmtpClientOptions(), TimeProvider.System, CancellationToken.None)).Connection!;
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _connection.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _peer.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public async Task<bool> Transfer()
    {
        SmtpTransferResult result = await _connection.TransferAsync(_envelope, Prefix, Message, CancellationToken.None);
        return result.IsAccepted ? true : throw new InvalidOperationException(result.Deciding.ToString());
    }
}
