namespace Submission.Gateway.Signing.Activation;

/// <summary>By what keys go their way.</summary>
/// <param name="Absences">How many looks one after the other must show that a record is gone.</param>
/// <param name="RotateAfter">The age at which a key is replaced in a zone that we serve; zero for never.</param>
/// <param name="KeepRetired">How long the record of a key stays after its last use.</param>
internal readonly record struct DkimRules(int Absences, TimeSpan RotateAfter, TimeSpan KeepRetired);
