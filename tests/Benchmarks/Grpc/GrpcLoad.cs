using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Submission.Policy.V1;

namespace Benchmarks.Grpc;

/// <summary>
/// Drives one stream of a running gRPC host: whole sessions of many accounts, with a bound on the facts in flight. Every session is one message to five recipients, which is charged.
/// </summary>
internal static class GrpcLoad
{
    private const int Recipients = 5;
    private const int Accounts = 1000;
    private const int MaximumInFlight = 1024;
    private const int FactsPerSession = Recipients + 9;

    private static readonly ByteString Content = ByteString.CopyFromUtf8(
        "From: <a@example.com>\r\nTo: <b@example.net>\r\nSubject: load\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n" + string.Concat(Enumerable.Repeat("A line of text that says nothing.\r\n", 12)));

    public static async Task<int> RunAsync(string address, TimeSpan duration)
    {
        using var channel = GrpcChannel.ForAddress(address);
        using AsyncDuplexStreamingCall<SessionRequest, SessionResponse> call = new PolicyService.PolicyServiceClient(channel).Session();
        await RunAsync(call, TimeSpan.FromSeconds(10)); // what is compiled and looked up first is not what is measured
        (long verdicts, long accepted, double seconds, double[] latencies) = await RunAsync(call, duration);
        await call.RequestStream.CompleteAsync();
        Array.Sort(latencies);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{verdicts} verdicts in {seconds:F1} s: {verdicts / seconds:F0} a second, {100.0 * accepted / verdicts:F1} % to go on; latency with up to {MaximumInFlight} in flight: median {latencies[latencies.Length / 2]:F2} ms, p99 {latencies[latencies.Length * 99 / 100]:F2} ms"));
        return 0;
    }

    private static async Task<(long Verdicts, long Accepted, double Seconds, double[] Latencies)> RunAsync(
        AsyncDuplexStreamingCall<SessionRequest, SessionResponse> call, TimeSpan duration)
    {
        using var room = new SemaphoreSlim(MaximumInFlight);
        long sent = 0;
        long told = -1;
        long accepted = 0;
        List<double> latencies = [];
        long begin = Stopwatch.GetTimestamp();
        Task reading = Task.Run(async () =>
        {
            for (long count = 0; count != Volatile.Read(ref told); count++)
            {
                if (!await call.ResponseStream.MoveNext()) throw new InvalidOperationException("The stream has ended.");
                SessionResponse response = call.ResponseStream.Current;
                if (response.Verdict.Kind == VerdictKind.Accept) accepted++;
                if (response.CorrelationId != 0) latencies.Add(Stopwatch.GetElapsedTime((long)response.CorrelationId).TotalMilliseconds);
                room.Release();
            }
        });

        var buffered = new WriteOptions(WriteFlags.BufferHint);
        for (int session = 0; Stopwatch.GetElapsedTime(begin) < duration; session++)
        {
            for (int i = 0; i < FactsPerSession; i++) await room.WaitAsync();
            int fact = 0;
            foreach (SessionRequest request in Session(session % Accounts))
            {
                request.CorrelationId = fact == 0 ? (ulong)Stopwatch.GetTimestamp() : 0;
                call.RequestStream.WriteOptions = ++fact == FactsPerSession ? null : buffered;
                await call.RequestStream.WriteAsync(request);
                sent++;
            }
        }

        call.RequestStream.WriteOptions = null;
        await room.WaitAsync();
        await call.RequestStream.WriteAsync(new SessionRequest { Connect = new Connect { ClientAddress = "10.255.255.254" } });
        await room.WaitAsync();
        await call.RequestStream.WriteAsync(new SessionRequest { Quit = new Quit() });
        Volatile.Write(ref told, sent + 2);
        await reading;
        return (sent + 2, accepted, Stopwatch.GetElapsedTime(begin).TotalSeconds, [.. latencies]);
    }

    private static IEnumerable<SessionRequest> Session(int number)
    {
        string login = string.Create(CultureInfo.InvariantCulture, $"user{number}@example.com");
        yield return new SessionRequest { Connect = new Connect { ClientAddress = string.Create(CultureInfo.InvariantCulture, $"10.{number / 65536}.{number / 256 % 256}.{number % 256}") } };
        yield return new SessionRequest { Helo = new Helo { Name = "client.example.com" } };
        yield return new SessionRequest { TlsStarted = new TlsStarted() };
        yield return new SessionRequest { Helo = new Helo { Name = "client.example.com" } };
        yield return new SessionRequest
        {
            Authentication = new Authentication { Outcome = AuthenticationOutcome.Succeeded, Account = new Account { Login = login } },
        };
        yield return new SessionRequest { Mail = new Mail { ReversePath = login, DeclaredSize = (ulong)Content.Length } };
        for (int i = 0; i < Recipients; i++)
            yield return new SessionRequest { Rcpt = new Rcpt { ForwardPath = string.Create(CultureInfo.InvariantCulture, $"friend{i}@example.net") } };
        yield return new SessionRequest { Message = new Message { Octets = Content } };
        yield return new SessionRequest { Commit = new Commit() };
        yield return new SessionRequest { Quit = new Quit() };
    }
}
