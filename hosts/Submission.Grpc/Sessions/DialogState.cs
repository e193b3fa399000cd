namespace Submission.Grpc.Sessions;

/// <summary>How far the transaction of a session has come.</summary>
internal enum DialogState
{
    /// <summary>There is none.</summary>
    Idle,

    /// <summary>It was refused: what may have been told before the caller knew is answered, and nothing is judged.</summary>
    Refused,

    /// <summary>MAIL has been accepted.</summary>
    Open,

    /// <summary>The message has been accepted and waits for commit.</summary>
    Accepted,
}
