using System.Globalization;
using System.Text;

namespace Conformance.PostfixPolicy;

/// <summary>A request to a policy service, as Postfix 3.7 was seen to write it.</summary>
internal sealed record PolicyQuestion
{
    public required string State { get; init; }

    public required string ClientAddress { get; init; }

    public required int ClientPort { get; init; }

    public string Helo { get; init; } = "";

    /// <summary>Empty before MAIL, and for the null sender.</summary>
    public string Sender { get; init; } = "";

    /// <summary>At DATA and later it is told only where there is one.</summary>
    public string Recipient { get; init; } = "";

    /// <summary>Told at DATA and later.</summary>
    public int RecipientCount { get; init; }

    /// <summary>Known once a recipient was accepted.</summary>
    public string QueueId { get; init; } = "";

    /// <summary>Known from RCPT on.</summary>
    public string Instance { get; init; } = "";

    /// <summary>What was declared; at the end of the message what it really is.</summary>
    public long Size { get; init; }

    public string Login { get; init; } = "";

    public bool IsTls { get; init; }

    public byte[] ToOctets()
    {
        var text = new StringBuilder("request=smtpd_access_policy\n");
        Add("protocol_state", State);
        // What the client has said EHLO with is known only after its restrictions.
        Add("protocol_name", State is "CONNECT" or "EHLO" ? "SMTP" : "ESMTP");
        Add("client_address", ClientAddress);
        Add("client_name", "unknown");
        Add("client_port", Number(ClientPort));
        Add("reverse_client_name", "unknown");
        Add("server_address", "192.0.2.1");
        Add("server_port", "587");
        Add("helo_name", Helo);
        Add("sender", Sender);
        Add("recipient", Recipient);
        Add("recipient_count", Number(RecipientCount));
        Add("queue_id", QueueId);
        Add("instance", Instance);
        Add("size", Number(Size));
        Add("etrn_domain", "");
        Add("stress", "");
        Add("sasl_method", Login.Length > 0 ? "PLAIN" : "");
        Add("sasl_username", Login);
        Add("sasl_sender", "");
        Add("ccert_subject", "");
        Add("ccert_issuer", "");
        Add("ccert_fingerprint", "");
        Add("ccert_pubkey_fingerprint", "");
        Add("encryption_protocol", IsTls ? "TLSv1.3" : "");
        Add("encryption_cipher", IsTls ? "TLS_AES_256_GCM_SHA384" : "");
        Add("encryption_keysize", IsTls ? "256" : "0");
        Add("policy_context", "");
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());

        void Add(string name, string value) => text.Append(name).Append('=').Append(value).Append('\n');
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
