namespace Submission.PostfixPolicy.Protocol;

/// <summary>The attributes of a request that the host reads (SMTPD_POLICY_README); the others are skipped.</summary>
internal enum PolicyAttribute
{
    /// <summary>What is asked: <c>smtpd_access_policy</c>.</summary>
    Request,

    /// <summary>The step of the SMTP session: see <see cref="ProtocolState"/>.</summary>
    ProtocolState,

    /// <summary>The client's address.</summary>
    ClientAddress,

    /// <summary>The client's port.</summary>
    ClientPort,

    /// <summary>The port on which Postfix was reached.</summary>
    ServerPort,

    /// <summary>The name of HELO or EHLO; empty before.</summary>
    HeloName,

    /// <summary>The reverse-path; empty before MAIL and for the null reverse-path.</summary>
    Sender,

    /// <summary>The forward-path; empty where there is none or several.</summary>
    Recipient,

    /// <summary>How many recipients Postfix has taken: at DATA and END-OF-MESSAGE, else 0.</summary>
    RecipientCount,

    /// <summary>The id in the queue; empty until Postfix has one.</summary>
    QueueId,

    /// <summary>The same for all requests of one message; empty before RCPT.</summary>
    Instance,

    /// <summary>The declared size, at END-OF-MESSAGE the real one; 0 where it is not known.</summary>
    Size,

    /// <summary>The login that Postfix has authenticated; empty for none.</summary>
    SaslUsername,

    /// <summary>The TLS version; empty without TLS.</summary>
    EncryptionProtocol,
}
