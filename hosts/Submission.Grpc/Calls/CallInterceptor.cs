using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;

namespace Submission.Grpc.Calls;

/// <summary>Lets no exception reach a client without words: a call that is over says so, and a bug says where to read on.</summary>
internal sealed partial class CallInterceptor(ILogger<CallInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Translate(exception, context);
        }
    }

    private RpcException Translate(Exception exception, ServerCallContext context)
    {
        if (context.CancellationToken.IsCancellationRequested) return new RpcException(new Status(StatusCode.Cancelled, "the call is over"));
        // The transport's: the connection has gone, or was ended by its bounds.
        if (exception is IOException) return new RpcException(new Status(StatusCode.Unavailable, "the connection is over"));
        Failed(logger, context.Method, exception);
        return new RpcException(new Status(StatusCode.Internal, "internal error; the log of the service says more"));
    }

    [LoggerMessage(900, LogLevel.Error, "{Method} failed")]
    private static partial void Failed(ILogger logger, string method, Exception exception);
}
