namespace Submission.Policy;

/// <summary>What a host sees of its clients and their messages, besides the stages.</summary>
[Flags]
public enum HostSight
{
    /// <summary>Nothing but what the stages tell.</summary>
    None = 0,

    /// <summary>The end of each connection. Without it what is open at once cannot be counted: it would never become less.</summary>
    ConnectionEnd = 1,

    /// <summary>Every failed authentication, so that it can be counted; who answers it is another matter.</summary>
    FailedAuthentication = 2,

    /// <summary>The real size of a message at <see cref="PolicyStage.Message"/>. What was declared with MAIL is not meant.</summary>
    MessageSize = 4,

    /// <summary>The octets of a message at <see cref="PolicyStage.Message"/>, or what they hold; and so its real size, too.</summary>
    MessageContent = 8,

    /// <summary>All of it.</summary>
    All = ConnectionEnd | FailedAuthentication | MessageSize | MessageContent,
}
