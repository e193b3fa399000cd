using Grpc.Core;

namespace Submission.Grpc.Calls;

/// <summary>The errors of the service's calls. Each says what is wrong, and where; none says anything of the inside.</summary>
internal static class CallErrors
{
    public static RpcException Absent(string field) => Invalid(field, "it is required");

    public static RpcException Invalid(string field, string problem) => new(new Status(StatusCode.InvalidArgument, $"{field}: {problem}"));

    public static RpcException OutOfOrder(string fact, string problem) => new(new Status(StatusCode.FailedPrecondition, $"{fact}: {problem}"));

    public static RpcException Exhausted(string what) => new(new Status(StatusCode.ResourceExhausted, what));

    public static RpcException NotFound(string what) => new(new Status(StatusCode.NotFound, what));

    public static RpcException Stopping() => new(new Status(StatusCode.Unavailable, "the service is stopping"));
}
