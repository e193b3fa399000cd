namespace Submission.Hosting.Configuration;

/// <summary>The hosts. A configuration key is served by some of them.</summary>
[Flags]
public enum SubmissionHosts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The SMTP server, which hands mail over to a next hop.</summary>
    SmtpServer = 1,

    /// <summary>The Postfix policy service.</summary>
    PostfixPolicy = 2,

    /// <summary>The milter.</summary>
    Milter = 4,

    /// <summary>The gRPC service.</summary>
    Grpc = 8,

    /// <summary>The gateway.</summary>
    Gateway = 16,
}
