using Grpc.Core;

namespace Submission.Policy.Client.Calls;

/// <summary>Calls the service, with the token and the deadline that the options give. Thread-safe.</summary>
internal sealed class ServiceCalls
{
    private readonly Wire.PolicyService.PolicyServiceClient _service;
    private readonly Metadata _headers = [];

    public ServiceCalls(ChannelBase channel, PolicyClientOptions options)
    {
        _service = new Wire.PolicyService.PolicyServiceClient(channel);
        Deadline = options.Deadline;
        Time = options.TimeProvider;
        if (options.Token is { } token) _headers.Add("authorization", $"Bearer {token}");
    }

    public TimeSpan Deadline { get; }

    public TimeProvider Time { get; }

    /// <summary>Begins a stream of facts, which lasts until it is disposed.</summary>
    public AsyncDuplexStreamingCall<Wire.SessionRequest, Wire.SessionResponse> OpenSession() => _service.Session(_headers);

    /// <summary>Makes a call once; it is never repeated, because nobody could say what the first try has charged.</summary>
    public async Task<T> CallAsync<T>(Func<Wire.PolicyService.PolicyServiceClient, CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Deadline, Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using AsyncUnaryCall<T> running = call(_service, new CallOptions(_headers, cancellationToken: both.Token));
            return await running.ResponseAsync.ConfigureAwait(false);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Cancelled && both.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw ServiceErrors.NoAnswer(Deadline);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            // A channel of the caller's may be set up to say it this way.
            cancellationToken.ThrowIfCancellationRequested();
            throw ServiceErrors.NoAnswer(Deadline);
        }
        catch (RpcException exception)
        {
            throw ServiceErrors.Read(exception);
        }
    }
}
