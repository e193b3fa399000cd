namespace Submission.PostfixPolicy.Protocol;

/// <summary>What is wrong with a request.</summary>
internal enum RequestFault
{
    None = 0,

    /// <summary>It is longer than <see cref="PolicyRequest.MaximumLength"/>, so that nobody knows where it ends.</summary>
    TooLong,

    /// <summary>It has more than <see cref="PolicyRequest.MaximumAttributes"/> attributes.</summary>
    TooManyAttributes,

    /// <summary>A line is no attribute: it has no equals sign, or no name before it.</summary>
    NotAnAttribute,

    /// <summary>An attribute that is read stands there twice.</summary>
    Duplicate,

    /// <summary>A value that is read holds a control character.</summary>
    ControlCharacter,

    /// <summary>It does not say what it asks for, or asks for something else than an access decision.</summary>
    NotAnAccessRequest,

    /// <summary>It has no <c>protocol_state</c>.</summary>
    NoState,

    /// <summary>Its <c>client_address</c> is missing or is no address.</summary>
    NoClient,
}
