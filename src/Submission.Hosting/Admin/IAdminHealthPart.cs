using Submission.Admin;

namespace Submission.Hosting.Admin;

/// <summary>Adds to <c>GET /v1/health</c> what only some hosts have. Thread-safe.</summary>
internal interface IAdminHealthPart
{
    /// <summary>Adds it. Whatever it tells of may be down, and must not keep whoever asks.</summary>
    ValueTask<AdminHealth> AddToAsync(AdminHealth health, CancellationToken cancellationToken);
}
