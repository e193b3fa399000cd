using System.Text.Json;
using System.Text.Json.Serialization;

namespace Submission.Trust.TlsReporting;

/// <summary>A report (RFC 8460, section 4.4), named as its JSON is.</summary>
public sealed record TlsReport
{
    /// <summary>Who reports.</summary>
    [JsonPropertyName("organization-name")]
    public required string OrganizationName { get; init; }

    /// <summary>The time of which it tells.</summary>
    [JsonPropertyName("date-range")]
    public required TlsReportRange DateRange { get; init; }

    /// <summary>Whom to ask about it: a mail address.</summary>
    [JsonPropertyName("contact-info")]
    public required string ContactInfo { get; init; }

    /// <summary>What tells it from every other report of the sender.</summary>
    [JsonPropertyName("report-id")]
    public required string ReportId { get; init; }

    /// <summary>What came of each policy.</summary>
    [JsonPropertyName("policies")]
    public required IReadOnlyList<TlsReportPolicyResult> Policies { get; init; }

    /// <summary>The report as JSON in UTF-8.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, TlsReportJson.Default.TlsReport);
}

/// <summary>The time of which a report tells: a day of UTC.</summary>
public sealed record TlsReportRange
{
    /// <summary>The first second.</summary>
    [JsonPropertyName("start-datetime")]
    public required DateTimeOffset Start { get; init; }

    /// <summary>The last second.</summary>
    [JsonPropertyName("end-datetime")]
    public required DateTimeOffset End { get; init; }
}

/// <summary>What came of one policy.</summary>
public sealed record TlsReportPolicyResult
{
    /// <summary>The policy.</summary>
    [JsonPropertyName("policy")]
    public required TlsReportPolicy Policy { get; init; }

    /// <summary>How many sessions there were.</summary>
    [JsonPropertyName("summary")]
    public required TlsReportSummary Summary { get; init; }

    /// <summary>What went wrong; <see langword="null"/> where nothing did.</summary>
    [JsonPropertyName("failure-details")]
    public IReadOnlyList<TlsReportFailure>? FailureDetails { get; init; }
}

/// <summary>The policy that was applied.</summary>
public sealed record TlsReportPolicy
{
    /// <summary><c>tlsa</c>, <c>sts</c> or <c>no-policy-found</c>.</summary>
    [JsonPropertyName("policy-type")]
    public required string PolicyType { get; init; }

    /// <summary>The policy itself; <see langword="null"/> where there is none.</summary>
    [JsonPropertyName("policy-string")]
    public IReadOnlyList<string>? PolicyString { get; init; }

    /// <summary>The domain whose policy it is.</summary>
    [JsonPropertyName("policy-domain")]
    public required string PolicyDomain { get; init; }

    /// <summary>The hosts that an MTA-STS policy allows; <see langword="null"/> where there are none.</summary>
    [JsonPropertyName("mx-host")]
    public IReadOnlyList<string>? MxHost { get; init; }
}

/// <summary>How many sessions there were.</summary>
public sealed record TlsReportSummary
{
    /// <summary>Those that met the policy.</summary>
    [JsonPropertyName("total-successful-session-count")]
    public required long Successful { get; init; }

    /// <summary>Those that did not.</summary>
    [JsonPropertyName("total-failure-session-count")]
    public required long Failed { get; init; }
}

/// <summary>What went wrong with a number of sessions.</summary>
public sealed record TlsReportFailure
{
    /// <summary>What, as RFC 8460, section 4.3, names it.</summary>
    [JsonPropertyName("result-type")]
    public required string ResultType { get; init; }

    /// <summary>The sender's address; <see langword="null"/> where it is not known.</summary>
    [JsonPropertyName("sending-mta-ip")]
    public string? SendingMtaIp { get; init; }

    /// <summary>The server's name.</summary>
    [JsonPropertyName("receiving-mx-hostname")]
    public string? ReceivingMxHostname { get; init; }

    /// <summary>The server's address; <see langword="null"/> where there was no connection.</summary>
    [JsonPropertyName("receiving-ip")]
    public string? ReceivingIp { get; init; }

    /// <summary>How many sessions.</summary>
    [JsonPropertyName("failed-session-count")]
    public required long FailedSessionCount { get; init; }

    /// <summary>The cause in words.</summary>
    [JsonPropertyName("failure-reason-code")]
    public string? FailureReasonCode { get; init; }
}

/// <summary>The JSON of reports.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, Converters = [typeof(SecondsConverter)])]
[JsonSerializable(typeof(TlsReport))]
internal sealed partial class TlsReportJson : JsonSerializerContext;

/// <summary>Writes moments as RFC 3339 has them in UTC, to the second.</summary>
internal sealed class SecondsConverter : JsonConverter<DateTimeOffset>
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Form, System.Globalization.CultureInfo.InvariantCulture));
}
