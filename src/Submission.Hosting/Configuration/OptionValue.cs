using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Reflection;
using Submission.Policy.Specification;

namespace Submission.Hosting.Configuration;

/// <summary>Reads single values of the configuration, and says what each type of value looks like.</summary>
internal static class OptionValue
{
    /// <summary>Whether a type is a single value; others are sections or lists.</summary>
    public static bool IsSingle(Type type) => DescribeOrNull(type) is not null;

    /// <summary>What a value of the type looks like, for messages and for the reference page.</summary>
    public static string Describe(Type type) => DescribeOrNull(type) ?? throw new NotSupportedException($"No option can be a {type}.");

    public static bool TryRead(Type type, string text, [NotNullWhen(true)] out object? value)
    {
        value = null;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) value = text.Length > 0 ? text : null;
        else if (type == typeof(bool)) value = bool.TryParse(text, out bool flag) ? flag : null;
        else if (type == typeof(int)) value = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        else if (type == typeof(long)) value = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        else if (type == typeof(TimeSpan)) value = ReadDuration(text);
        else if (type == typeof(IPEndPoint)) value = ReadIpEndPoint(text);
        else if (type == typeof(EndPoint)) value = ReadEndPoint(text);
        else if (type == typeof(IPNetwork)) value = ReadNetwork(text);
        else if (type == typeof(ListenEndpoint)) value = ListenEndpoint.TryParse(text, out ListenEndpoint? endpoint) ? endpoint : null;
        else if (type == typeof(UnixFileMode)) value = ReadMode(text);
        else if (type.IsEnum) value = Choices(type).FirstOrDefault(choice => choice.Name.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }

    /// <summary>Writes a value in the form in which it is read.</summary>
    public static string Format(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeSpan duration => DurationText.Format(duration),
        UnixFileMode mode => "0" + Convert.ToString((int)mode, 8),
        Enum choice => Word(choice.ToString()),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The words of an enumeration, lower case, with their values.</summary>
    public static IEnumerable<(string Name, object Value, FieldInfo Field)> Choices(Type type)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Static))
            yield return (Word(field.Name), field.GetValue(null)!, field);
    }

    private static string Word(string name) => name.ToLowerInvariant();

    private static string? DescribeOrNull(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return "a text";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(int) || type == typeof(long)) return "a whole number";
        if (type == typeof(TimeSpan)) return "a span of time such as 30s, 5m or 1h30m";
        if (type == typeof(IPEndPoint)) return "an address and a port such as 127.0.0.1:2587";
        if (type == typeof(EndPoint)) return "an address or a name, and a port";
        if (type == typeof(IPNetwork)) return "a network such as 10.0.0.0/8";
        if (type == typeof(ListenEndpoint)) return "an address and a port such as 127.0.0.1:10040, or a unix socket such as unix:/run/submission/host.sock";
        if (type == typeof(UnixFileMode)) return "permissions such as 0660";
        return type.IsEnum ? string.Join(" or ", Choices(type).Where(static choice => choice.Field.GetCustomAttribute<ServedByAttribute>() is null).Select(static choice => choice.Name)) : null;
    }

    // The execute bits mean nothing to a socket, and nobody but its owner needs to be kept out of more.
    private static UnixFileMode? ReadMode(string text)
    {
        if (text.Length is < 3 or > 4 || text.AsSpan().ContainsAnyExceptInRange('0', '7') || (text.Length == 4 && text[0] != '0')) return null;
        return (UnixFileMode)Convert.ToInt32(text, 8);
    }

    private static TimeSpan? ReadDuration(string text)
    {
        if (text is "0" or "0s") return TimeSpan.Zero;
        return DurationText.TryParse(text, out TimeSpan duration) ? duration : null;
    }

    // IPEndPoint.TryParse takes an address without a port for port 0, and shortened addresses such as 127.1.
    public static IPEndPoint? ReadIpEndPoint(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 1 || !TryReadPort(text[(colon + 1)..], out int port)) return null;
        string host = text[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (isBracketed) host = host[1..^1];
        if (!IPAddress.TryParse(host, out IPAddress? address) || host.Contains(':', StringComparison.Ordinal) != isBracketed) return null;
        return isBracketed || host.AsSpan().Count('.') == 3 ? new IPEndPoint(address, port) : null;
    }

    private static EndPoint? ReadEndPoint(string text)
    {
        if (ReadIpEndPoint(text) is { } endPoint) return endPoint.Port > 0 ? endPoint : null;
        int colon = text.LastIndexOf(':');
        if (colon < 1 || !TryReadPort(text[(colon + 1)..], out int port) || port == 0) return null;
        return DomainName.TryParse(text[..colon], out DomainName? host) && !char.IsAsciiDigit(host.Value[^1]) ? new DnsEndPoint(host.Value, port) : null;
    }

    private static bool TryReadPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= IPEndPoint.MaxPort;

    private static IPNetwork? ReadNetwork(string text)
    {
        if (IPNetwork.TryParse(text, out IPNetwork network)) return network;
        if (!IPAddress.TryParse(text, out IPAddress? address)) return null;
        return new IPNetwork(address, address.GetAddressBytes().Length * 8);
    }
}
