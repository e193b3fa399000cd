using Submission.Hosting.Configuration;

namespace Submission.Hosting.Running;

/// <summary>One listener of a host, for what is said of it.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Key">Its configuration key below the section.</param>
/// <param name="Detail">What is to be said behind the address; empty for nothing.</param>
/// <param name="Protocol">What listens; <see langword="null"/> for what the host is there for.</param>
internal sealed record HostListener(ListenEndpoint Endpoint, string Key, string Detail = "", string? Protocol = null);
