using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>The countries of clients.</summary>
public sealed class GeoIpOptions
{
    /// <summary>The country database, a <c>.mmdb</c> file of MaxMind or in its format. It may be replaced while in use.</summary>
    /// <value>A path. Default: none; every country is then unknown, and the policy says what that means.</value>
    public string? Database { get; set; }

    /// <summary>The age above which the log warns of the database; it stays in use. Zero never warns.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromDays(60);
}
