using System.Globalization;

namespace Submission.Policy.Lookups;

/// <summary>Refuses settings of scanners that are out of their range.</summary>
internal static class ScannerRange
{
    public static void Require(int value, string name, int least, int most) => Require(value >= least && value <= most, name, least, most);

    public static void Require(long value, string name, long least, long most) => Require(value >= least && value <= most, name, least, most);

    public static void Require(TimeSpan value, string name, TimeSpan least, TimeSpan most) => Require(value >= least && value <= most, name, least, most);

    public static void Require(bool isMet, string name, string range)
    {
        if (!isMet) throw new ArgumentOutOfRangeException(name, $"{name} must be {range}.");
    }

    private static void Require<T>(bool isMet, string name, T least, T most) =>
        Require(isMet, name, string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
}
