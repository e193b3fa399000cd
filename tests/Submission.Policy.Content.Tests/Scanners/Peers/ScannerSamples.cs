namespace Submission.Policy.Content.Tests.Scanners.Peers;

/// <summary>The texts that every scanner takes for a virus or for spam; put together at run time, for a scanner of this machine would take this file for one.</summary>
internal static class ScannerSamples
{
    public static string Eicar { get; } = string.Concat(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*");

    public static string Gtube { get; } = string.Concat("XJS*C4JDBQADN1.NSBN3*2IDNEN*", "GTUBE-STANDARD-", "ANTI-UBE-TEST-EMAIL*C.34X");
}
