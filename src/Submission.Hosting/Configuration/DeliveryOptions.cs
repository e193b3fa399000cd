using System.ComponentModel.DataAnnotations;

namespace Submission.Hosting.Configuration;

/// <summary>Delivery to the recipients' servers.</summary>
public sealed class DeliveryOptions
{
    /// <summary>The port of the recipients' servers.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 25;

    /// <summary>A mail server that takes all mail instead of the recipients' own.</summary>
    /// <value>Name and port. Default: none.</value>
    public string? SmartHost { get; set; }
}
