using System.Text.Json.Serialization;
using Submission.Gateway.Delivery;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Storage;

/// <summary>The recipients of a delivery as they are written.</summary>
internal sealed class RecipientsDocument
{
    [JsonPropertyName("v")]
    public int Version { get; set; }

    [JsonPropertyName("r")]
    public RecipientDocument[]? Recipients { get; set; }
}

/// <summary>One recipient as it is written.</summary>
internal sealed class RecipientDocument
{
    [JsonPropertyName("to")]
    public string? To { get; set; }

    [JsonPropertyName("n")]
    public int Ordinal { get; set; }

    [JsonPropertyName("notify")]
    public DsnNotify? Notify { get; set; }

    [JsonPropertyName("otype")]
    public string? OriginalType { get; set; }

    [JsonPropertyName("oaddr")]
    public string? OriginalAddress { get; set; }

    [JsonPropertyName("orcpt")]
    public string? OriginalEncoded { get; set; }

    [JsonPropertyName("last")]
    public OutcomeDocument? Last { get; set; }

    [JsonPropertyName("told")]
    public bool IsDelayTold { get; set; }

    [JsonPropertyName("owed")]
    public OwedNotice Notice { get; set; }
}

/// <summary>What came of an attempt as it is written.</summary>
internal sealed class OutcomeDocument
{
    [JsonPropertyName("k")]
    public RecipientOutcomeKind Kind { get; set; }

    [JsonPropertyName("s")]
    public string? Status { get; set; }

    [JsonPropertyName("t")]
    public string? Text { get; set; }

    [JsonPropertyName("code")]
    public int ReplyCode { get; set; }

    [JsonPropertyName("lines")]
    public string[]? ReplyLines { get; set; }

    [JsonPropertyName("host")]
    public string? RemoteHost { get; set; }

    [JsonPropertyName("addr")]
    public string? RemoteEndPoint { get; set; }

    [JsonPropertyName("tls")]
    public bool IsEncrypted { get; set; }

    [JsonPropertyName("dsn")]
    public bool IsDsnPassedOn { get; set; }

    [JsonPropertyName("at")]
    public DateTimeOffset At { get; set; }
}
