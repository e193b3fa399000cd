using System.Text;

namespace Submission.DnsUpdate.Wire;

/// <summary>Names of DNS (RFC 1035, section 3.1), without compression.</summary>
internal static class DnsName
{
    private const int MaximumLength = 253;
    private const int MaximumLabel = 63;

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaximumLength || !Ascii.IsValid(name)) return false;
        foreach (Range label in name.AsSpan().Split('.'))
        {
            if (name.AsSpan(label).Length is 0 or > MaximumLabel) return false;
        }

        return true;
    }

    /// <summary>Whether a name is a zone or lies in it.</summary>
    public static bool IsIn(string name, string zone) =>
        name.Equals(zone, StringComparison.OrdinalIgnoreCase) ||
        (name.Length > zone.Length && name[^(zone.Length + 1)] == '.' && name.EndsWith(zone, StringComparison.OrdinalIgnoreCase));
}
