namespace Submission.Smtp.Protocol;

/// <summary>The parameters of a MAIL command. Immutable and thread-safe.</summary>
public sealed record SmtpMailParameters
{
    /// <summary>No parameters.</summary>
    public static SmtpMailParameters None { get; } = new();

    /// <summary>SIZE: the declared size in octets (RFC 1870); <see langword="null"/> where none was declared.</summary>
    public long? Size { get; init; }

    /// <summary>BODY: whether lines may hold octets above 127 (RFC 6152); <see langword="null"/> where it was not said.</summary>
    public SmtpBodyType? Body { get; init; }

    /// <summary>SMTPUTF8: whether addresses and headers may be UTF-8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>RET: what a failure notice returns (RFC 3461, section 4.3); <see langword="null"/> where it was not said.</summary>
    public DsnReturn? Return { get; init; }

    /// <summary>ENVID, decoded from xtext: 1 to 100 printable characters of ASCII (RFC 3461, section 4.4); <see langword="null"/> where none was given.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>AUTH, decoded from xtext: the submitter, or <c>&lt;&gt;</c> (RFC 4954, section 5); <see langword="null"/> where it was not given. Never to be trusted.</summary>
    public string? Submitter { get; init; }

    /// <summary>REQUIRETLS: whether the message may go only under TLS to servers that prove their name and keep the demand (RFC 8689, section 2). Default <see langword="false"/>.</summary>
    public bool RequireTls { get; init; }
}
