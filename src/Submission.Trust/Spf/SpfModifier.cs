namespace Submission.Trust.Spf;

/// <summary><c>redirect=</c> or <c>exp=</c> (RFC 7208, section 6).</summary>
/// <param name="Target">The domain-spec.</param>
/// <param name="Text">The term as published.</param>
internal sealed record SpfModifier(MacroString Target, string Text);
