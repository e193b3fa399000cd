using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Submission.Hosting.Configuration;

/// <summary>Writes the reference page of the configuration from the options classes: their types, ranges and defaults, and the XML documentation of their members.</summary>
public static partial class OptionsReference
{
    /// <summary>Writes the page.</summary>
    /// <param name="documentation">The XML documentation file of this assembly.</param>
    /// <returns>Markdown.</returns>
    public static string Write(XDocument documentation)
    {
        ArgumentNullException.ThrowIfNull(documentation);
        var page = new StringBuilder();
        page.Append("# Configuration keys\n\n");
        page.Append("All keys are in the section `Submission`. They come, each overriding the ones before, from `appsettings.json`, the file of `--config`, the environment\n");
        page.Append("(`Submission__NextHop=127.0.0.1:2526`) and the command line (`--Submission:NextHop=127.0.0.1:2526`). A host refuses to start with a key that it does not know or\n");
        page.Append("cannot serve, and names all that is wrong at once. Paths are relative to the working directory.\n\n");
        page.Append("This page is generated from the options classes; a test compares it.\n");
        AppendSection(page, documentation, typeof(SubmissionOptions), new SubmissionOptions(), "", servedBy: null);
        return page.ToString();
    }

    private static void AppendSection(StringBuilder page, XDocument documentation, Type type, object defaults, string path, string? servedBy)
    {
        PropertyInfo[] properties = type.GetProperties();
        page.Append(CultureInfo.InvariantCulture, $"\n## {(path.Length == 0 ? "Submission" : path)}\n\n");
        if (path.Length > 0) page.Append(CultureInfo.InvariantCulture, $"{Text(documentation, $"T:{type.FullName}", "summary")}{NotHere(servedBy)}\n\n");
        page.Append("| key | value | default | meaning |\n|---|---|---|---|\n");
        foreach (PropertyInfo property in properties)
        {
            if (!IsSection(property.PropertyType)) AppendKey(page, documentation, property, property.GetValue(defaults), path);
        }

        foreach (PropertyInfo property in properties)
        {
            string? host = property.GetCustomAttribute<ServedByAttribute>()?.Text ?? servedBy;
            string name = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
            if (IsSection(property.PropertyType)) AppendSection(page, documentation, property.PropertyType, property.GetValue(defaults)!, name, host);
            else if (ItemType(property.PropertyType) is { } item && !OptionValue.IsSingle(item))
                AppendSection(page, documentation, item, Activator.CreateInstance(item)!, $"{name}:N", host);
        }
    }

    private static void AppendKey(StringBuilder page, XDocument documentation, PropertyInfo property, object? byDefault, string path)
    {
        string member = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        string name = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
        (string value, string defaultText) = SplitValue(Text(documentation, member, "value"));
        if (value.Length == 0) value = property.PropertyType.IsEnum && property.PropertyType != typeof(UnixFileMode) ? Words(property.PropertyType) : Sentence(Describe(property.PropertyType));
        if (OptionRange.Of(property) is { } range) value += $" {range}.";
        if (defaultText.Length == 0) defaultText = byDefault is null ? "none" : $"`{OptionValue.Format(byDefault)}`";
        string meaning = Text(documentation, member, "summary") + NotHere(property.GetCustomAttribute<ServedByAttribute>()?.Text);
        page.Append(CultureInfo.InvariantCulture, $"| `{name}` | {value} | {defaultText} | {meaning} |\n");
    }

    private static string NotHere(string? host) => host is null ? "" : $" *Served by {host}.*";

    private static string Words(Type type) => $"`{OptionValue.Describe(type).Replace(" or ", "` or `", StringComparison.Ordinal)}`.";

    private static string Describe(Type type) => ItemType(type) is { } item
        ? OptionValue.IsSingle(item) ? $"list: {OptionValue.Describe(item)}" : "list of sections"
        : OptionValue.Describe(type);

    private static bool IsSection(Type type) => !OptionValue.IsSingle(type) && ItemType(type) is null;

    private static Type? ItemType(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>) ? type.GetGenericArguments()[0] : null;

    private static (string Value, string Default) SplitValue(string text)
    {
        const string Marker = "Default: ";
        int at = text.IndexOf(Marker, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at].TrimEnd(), text[(at + Marker.Length)..].TrimEnd('.'));
    }

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";

    private static string Text(XDocument documentation, string member, string element)
    {
        XElement? found = documentation.Descendants("member").FirstOrDefault(candidate => candidate.Attribute("name")?.Value == member)?.Element(element);
        return found is null ? "" : Spaces().Replace(string.Concat(found.Nodes().Select(Markdown)), " ").Trim();
    }

    private static string Markdown(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => $"`{see.Attribute("langword")?.Value ?? see.Attribute("cref")?.Value.Split('.')[^1]}`",
        XText text => text.Value,
        _ => "",
    };

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
