using System.Globalization;
using System.Text;
using MimeKit;

namespace Submission.Gateway.Dsn;

/// <summary>Header fields that stand in a notice as they are given, and how a notice is written.</summary>
internal static class NoticeHeader
{
    public static FormatOptions Format { get; } = Formatting();

    /// <summary>A moment by RFC 5322, section 3.3, in UTC.</summary>
    public static string Date(DateTimeOffset moment) => moment.ToUniversalTime().ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    /// <summary>A field with one address, which is one already and needs no second parser.</summary>
    public static Header Mailbox(string field, string? name, string address) => Plain(field, name is null ? $"<{address}>" : $"{name} <{address}>");

    /// <summary>A field whose value has no line ends.</summary>
    public static Header Plain(string field, string value)
    {
        Header header = new(field, "");
        header.SetRawValue(Encoding.UTF8.GetBytes($" {value}\r\n"));
        return header;
    }

    private static FormatOptions Formatting()
    {
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        return format;
    }
}
