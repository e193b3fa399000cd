using System.Text;

namespace Submission.PostfixPolicy.Tests;

/// <summary>A request as Postfix 3.7 writes it.</summary>
internal sealed record PostfixRequest(string State)
{
    public string ClientAddress { get; init; } = "192.0.2.1";

    public string? ClientPort { get; init; } = "40000";

    public string Helo { get; init; } = "pc.example";

    public string Sender { get; init; } = "";

    public string Recipient { get; init; } = "";

    public int RecipientCount { get; init; }

    public string QueueId { get; init; } = "";

    public string Instance { get; init; } = "";

    public string Login { get; init; } = "";

    public long Size { get; init; }

    public string Tls { get; init; } = "";

    public string LineEnd { get; init; } = "\n";

    public static PostfixRequest Rcpt(string instance, string recipient) => new("RCPT")
    {
        Instance = instance,
        Sender = PolicyHost.Login,
        Login = PolicyHost.Login,
        Recipient = recipient,
    };

    /// <summary>The request at another state, with what Postfix tells there.</summary>
    public PostfixRequest End(int recipients, long size) => this with
    {
        State = "END-OF-MESSAGE",
        RecipientCount = recipients,
        Recipient = recipients == 1 ? Recipient : "",
        Size = size,
        QueueId = "4F1A2B3C4D",
    };

    public override string ToString()
    {
        var text = new StringBuilder();
        Add("request", "smtpd_access_policy");
        Add("protocol_state", State);
        Add("protocol_name", "ESMTP");
        Add("client_address", ClientAddress);
        Add("client_name", "unknown");
        if (ClientPort is not null) Add("client_port", ClientPort);
        Add("reverse_client_name", "unknown");
        Add("server_address", "127.0.0.1");
        Add("server_port", "587");
        Add("helo_name", Helo);
        Add("sender", Sender);
        Add("recipient", Recipient);
        Add("recipient_count", RecipientCount.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("queue_id", QueueId);
        Add("instance", Instance);
        Add("size", Size.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("etrn_domain", "");
        Add("stress", "");
        Add("sasl_method", Login.Length > 0 ? "PLAIN" : "");
        Add("sasl_username", Login);
        Add("sasl_sender", "");
        Add("ccert_subject", "");
        Add("ccert_issuer", "");
        Add("ccert_fingerprint", "");
        Add("ccert_pubkey_fingerprint", "");
        Add("encryption_protocol", Tls);
        Add("encryption_cipher", Tls.Length > 0 ? "TLS_AES_256_GCM_SHA384" : "");
        Add("encryption_keysize", Tls.Length > 0 ? "256" : "0");
        Add("policy_context", "");
        return text.Append(LineEnd).ToString();

        void Add(string name, string value) => text.Append(name).Append('=').Append(value).Append(LineEnd);
    }
}
