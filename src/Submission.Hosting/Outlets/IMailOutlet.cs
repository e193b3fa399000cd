namespace Submission.Hosting.Outlets;

/// <summary>The port behind which accepted mail goes on: a next hop, or a queue. Thread-safe.</summary>
internal interface IMailOutlet
{
    /// <summary>Whether sessions may begin at all; where not, every new one is answered 421 in place of the greeting. Asked at each connection, so it must cost nothing.</summary>
    bool IsOpen { get; }

    /// <summary>Begins a transaction, once the policy has accepted its sender. It costs nothing until it is asked something.</summary>
    /// <param name="mail">What is known so far.</param>
    /// <returns>The transaction, to be disposed.</returns>
    IMailOutletTransaction Begin(OutgoingMail mail);
}
