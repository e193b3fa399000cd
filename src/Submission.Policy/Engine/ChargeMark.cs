namespace Submission.Policy.Engine;

/// <summary>Where the charges of a transaction stood at some moment.</summary>
/// <param name="Charges">How many were reserved.</param>
/// <param name="Held">How many of them were for the message as a whole.</param>
/// <param name="HeldWithin">The same for limits that stand within another rule.</param>
internal readonly record struct ChargeMark(int Charges, int Held, int HeldWithin);
