namespace Submission.Policy.Content.Headers;

/// <summary>One way to read one parameter of a field.</summary>
/// <param name="Attribute">Which of the wanted names it has, by its place among them.</param>
/// <param name="Value">Its value, one character per octet; quotes and escapes may still be in it.</param>
/// <param name="Section">The number of the section of a continued value (RFC 2231, section 3); -1 for a value in one piece.</param>
/// <param name="Encoded">Whether its name ends in a star, so that its value has a charset and percent signs (RFC 2231, section 4).</param>
/// <param name="Strict">Whether it is the reading by the book, of which there is one for each parameter.</param>
internal readonly record struct ParameterReading(int Attribute, string Value, int Section, bool Encoded, bool Strict);
