using Grpc.Core;

namespace Submission.Grpc.Tests;

/// <summary>One stream, told and read fact by fact.</summary>
internal sealed class SessionTalk(AsyncDuplexStreamingCall<Wire.SessionRequest, Wire.SessionResponse> call) : IDisposable
{
    public const string Login = "jan@domena.cz";
    private ulong _last;

    public AsyncDuplexStreamingCall<Wire.SessionRequest, Wire.SessionResponse> Call => call;

    public static SessionTalk Begin(Wire.PolicyService.PolicyServiceClient client, CancellationToken cancellationToken) => new(client.Session(cancellationToken: cancellationToken));

    public async Task<Wire.SessionResponse> AskAsync(Wire.SessionRequest request)
    {
        await TellAsync(request);
        Wire.SessionResponse response = await ReadAsync();
        Assert.Equal(request.CorrelationId, response.CorrelationId);
        return response;
    }

    public Task TellAsync(Wire.SessionRequest request)
    {
        request.CorrelationId = ++_last;
        return call.RequestStream.WriteAsync(request);
    }

    /// <summary>Tells what the service ends the stream for, perhaps before the writing is known to be done.</summary>
    public async Task TellLastAsync(Wire.SessionRequest request)
    {
        Exception? cutOff = await Record.ExceptionAsync(() => TellAsync(request));
        Assert.True(cutOff is null or RpcException, cutOff?.ToString());
    }

    public async Task<Wire.SessionResponse> ReadAsync()
    {
        Assert.True(await call.ResponseStream.MoveNext());
        return call.ResponseStream.Current;
    }

    /// <summary>Connects and logs in.</summary>
    public async Task LogInAsync(string login = Login, string client = "192.0.2.1")
    {
        foreach (Wire.SessionRequest request in (Wire.SessionRequest[])[Connect(client), Helo(), Tls(), Helo(), LoggedIn(login)])
            Assert.Equal(Wire.VerdictKind.Accept, (await AskAsync(request)).Verdict.Kind);
    }

    /// <summary>Waits for the end of the stream.</summary>
    public async Task<Status> EndAsync()
    {
        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext())
            {
            }
        });
        return exception.Status;
    }

    public static Wire.SessionRequest Connect(string client = "192.0.2.1") => new() { Connect = new Wire.Connect { ClientAddress = client } };

    public static Wire.SessionRequest Helo(string name = "client.example") => new() { Helo = new Wire.Helo { Name = name } };

    public static Wire.SessionRequest Tls() => new() { TlsStarted = new Wire.TlsStarted() };

    public static Wire.SessionRequest LoggedIn(string login = Login) =>
        new() { Authentication = new Wire.Authentication { Outcome = Wire.AuthenticationOutcome.Succeeded, Login = login } };

    public static Wire.SessionRequest Failed(string login = Login) =>
        new() { Authentication = new Wire.Authentication { Outcome = Wire.AuthenticationOutcome.WrongPassword, Login = login } };

    public static Wire.SessionRequest Mail(string sender = Login) => new() { Mail = new Wire.Mail { ReversePath = sender } };

    public static Wire.SessionRequest Rcpt(string recipient = "friend@example.net") => new() { Rcpt = new Wire.Rcpt { ForwardPath = recipient } };

    public static Wire.SessionRequest Message(string text = "Subject: x\r\n\r\nHello\r\n") =>
        new() { Message = new Wire.Message { Octets = Google.Protobuf.ByteString.CopyFromUtf8(text) } };

    public static Wire.SessionRequest Withdraw() => new() { WithdrawRecipient = new Wire.WithdrawRecipient() };

    public static Wire.SessionRequest Commit() => new() { Commit = new Wire.Commit() };

    public static Wire.SessionRequest Reset() => new() { Reset = new Wire.Reset() };

    public static Wire.SessionRequest Quit() => new() { Quit = new Wire.Quit() };

    public void Dispose() => call.Dispose();
}
