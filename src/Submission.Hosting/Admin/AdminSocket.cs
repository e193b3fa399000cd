using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Hosting.Configuration;
using Submission.Hosting.Listening;

namespace Submission.Hosting.Admin;

/// <summary>Finds the path of the admin socket.</summary>
internal static class AdminSocket
{
    /// <summary>The path on which this host can listen.</summary>
    /// <returns>The path; <see langword="null"/> where there is to be no socket, or none at the default path.</returns>
    /// <exception cref="HostStartException">The path that was set cannot be used.</exception>
    public static string? Claim(AdminOptions options, UnixSockets sockets, ILogger logger)
    {
        if (options.Socket is AdminOptions.NoSocket || OperatingSystem.IsWindows()) return null;
        string? path = options.Socket is null ? AdminSocketPath.Prepare() : Path.GetFullPath(options.Socket);
        string? obstacle = path is null ? "no folder for it can be written to" : sockets.Claim(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (obstacle is null) return path;
        if (options.Socket is not null) throw new HostStartException([$"{SubmissionOptions.Section}:Admin:Socket: {path}: {obstacle}"]);
        AdminLog.NoSocket(logger, $"{path ?? "the default path"}: {obstacle}. Set {SubmissionOptions.Section}:Admin:Socket to a path of its own, or to '{AdminOptions.NoSocket}'.");
        return null;
    }
}
