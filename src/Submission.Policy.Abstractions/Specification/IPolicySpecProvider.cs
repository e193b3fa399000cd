namespace Submission.Policy.Specification;

/// <summary>Gives the policy that is to be in force. Implementations are thread-safe.</summary>
public interface IPolicySpecProvider
{
    /// <summary>Where the policy comes from, for messages: a folder, or the name of an embedded policy.</summary>
    string Source { get; }

    /// <summary>Reads the policy anew.</summary>
    /// <returns>The policy and all that is wrong with it; a file that cannot be read is an error, not an exception.</returns>
    PolicySpecResult Read();
}
