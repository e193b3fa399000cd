using System.Collections.Immutable;

namespace Submission.Trust.Dkim;

/// <summary>How messages are signed. Immutable and thread-safe.</summary>
public sealed record DkimSignerOptions
{
    /// <summary>The form in which header fields are signed. Default <see cref="DkimCanonicalization.Relaxed"/>.</summary>
    public DkimCanonicalization HeaderForm { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>The form in which the body is signed. Default <see cref="DkimCanonicalization.Relaxed"/>.</summary>
    public DkimCanonicalization BodyForm { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>
    /// Fields that are signed once more than they are there, so that none can be added (RFC 6376, section 8.15). Default: From, To, Subject, Date and Message-ID; From must be among them or
    /// among <see cref="Signed"/>.
    /// </summary>
    public ImmutableArray<string> Oversigned { get; init; } = ["From", "To", "Subject", "Date", "Message-ID"];

    /// <summary>Fields that are signed as often as they are there (RFC 6376, section 5.4.1). Default: those that readers see or that say what the body is.</summary>
    public ImmutableArray<string> Signed { get; init; } =
    [
        "Cc", "Reply-To", "Sender", "In-Reply-To", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-Language",
        "List-Id", "List-Help", "List-Post", "List-Owner", "List-Archive", "List-Subscribe", "List-Unsubscribe", "List-Unsubscribe-Post",
    ];

    /// <summary>How long a signature is valid (<c>x=</c>); <see langword="null"/> (the default) without an end. At least 1 second.</summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>Whether the signature names the domain as its agent (<c>i=@DOMAIN</c>), which is what a reader takes where nothing is said. Default <see langword="false"/>.</summary>
    public bool WritesAgent { get; init; }
}
