using System.Text.Json;
using System.Text.Json.Serialization;

namespace Submission.Gateway.Tls.Reporting;

/// <summary>What was seen on one day of UTC, as it is written to its file too. Not thread-safe.</summary>
internal sealed class ReportDay
{
    [JsonPropertyName("v")]
    public int Version { get; set; } = 1;

    [JsonPropertyName("day")]
    public DateOnly Day { get; set; }

    [JsonPropertyName("domains")]
    public Dictionary<string, List<PolicyCount>> Domains { get; set; } = [];

    /// <summary>The domains whose report has gone out, or never will.</summary>
    [JsonPropertyName("done")]
    public HashSet<string> Done { get; set; } = [];
}

/// <summary>What came of one policy.</summary>
internal sealed class PolicyCount
{
    [JsonPropertyName("kind")]
    public TlsPolicyKind Kind { get; set; }

    [JsonPropertyName("of")]
    public string Domain { get; set; } = "";

    [JsonPropertyName("lines")]
    public string[] Lines { get; set; } = [];

    [JsonPropertyName("mx")]
    public string[] Mx { get; set; } = [];

    [JsonPropertyName("ok")]
    public long Successful { get; set; }

    [JsonPropertyName("bad")]
    public long Failed { get; set; }

    [JsonPropertyName("failures")]
    public List<FailureCount> Failures { get; set; } = [];
}

/// <summary>One kind of failure.</summary>
internal sealed class FailureCount
{
    [JsonPropertyName("kind")]
    public TlsFailureKind Kind { get; set; }

    [JsonPropertyName("host")]
    public string Host { get; set; } = "";

    [JsonPropertyName("to")]
    public string? Remote { get; set; }

    [JsonPropertyName("from")]
    public string? Local { get; set; }

    [JsonPropertyName("why")]
    public string Reason { get; set; } = "";

    [JsonPropertyName("n")]
    public long Count { get; set; }
}

/// <summary>The JSON of the files.</summary>
[JsonSerializable(typeof(ReportDay))]
internal sealed partial class ReportDayJson : JsonSerializerContext;
