using System.Text.Json.Serialization;
using Submission.Gateway.Tls;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Storage;

/// <summary><see cref="StoredFacts"/> as they are written.</summary>
internal sealed class FactsDocument
{
    [JsonPropertyName("v")]
    public int Version { get; set; }

    [JsonPropertyName("from")]
    public string? From { get; set; }

    [JsonPropertyName("size")]
    public long? DeclaredSize { get; set; }

    [JsonPropertyName("body")]
    public SmtpBodyType? Body { get; set; }

    [JsonPropertyName("utf8")]
    public bool SmtpUtf8 { get; set; }

    [JsonPropertyName("ret")]
    public DsnReturn? Return { get; set; }

    [JsonPropertyName("envid")]
    public string? EnvelopeId { get; set; }

    [JsonPropertyName("auth")]
    public string? Submitter { get; set; }

    [JsonPropertyName("client")]
    public string? Client { get; set; }

    [JsonPropertyName("spam")]
    public bool IsSpam { get; set; }

    [JsonPropertyName("tls")]
    public MessageTls Tls { get; set; }
}
