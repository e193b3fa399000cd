using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Submission.Policy.Specification;

namespace Submission.Hosting.Configuration;

/// <summary>Fills options from a configuration section and finds everything that is wrong, not only the first thing.</summary>
internal sealed class OptionsReader(List<ConfigurationError> errors, SubmissionHosts host)
{
    public void Read(IConfigurationSection section, object options)
    {
        if (section.Value is { Length: > 0 }) errors.Add(new ConfigurationError(section.Path, "It is a section and has no value of its own."));
        PropertyInfo[] properties = options.GetType().GetProperties();
        foreach (IConfigurationSection child in section.GetChildren())
        {
            PropertyInfo? property = Array.Find(properties, property => property.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null) AddUnknownKey(child, properties);
            else ReadProperty(child, property, options);
        }

        foreach (PropertyInfo property in properties)
        {
            bool isServed = property.GetCustomAttribute<ServedByAttribute>() is not { } servedBy || servedBy.Hosts.HasFlag(host);
            if (isServed && property.IsDefined(typeof(RequiredAttribute)) && property.GetValue(options) is null && !HasError(section.Path, property.Name))
                errors.Add(new ConfigurationError($"{section.Path}:{property.Name}", $"It must be set: {Describe(property.PropertyType)}."));
        }
    }

    private static string Describe(Type type) => OptionValue.Describe(type);

    private bool HasError(string section, string name) =>
        errors.Exists(error => error.Key.Equals($"{section}:{name}", StringComparison.OrdinalIgnoreCase));

    private void AddUnknownKey(IConfigurationSection child, PropertyInfo[] properties)
    {
        string[] known = [.. properties.Select(static property => property.Name)];
        string mend = Spelling.Nearest(child.Key, known) is { } nearest ? $"Did you mean {nearest}?" : $"Known here: {string.Join(", ", known)}.";
        errors.Add(new ConfigurationError(child.Path, $"There is no such key. {mend}"));
    }

    private void ReadProperty(IConfigurationSection child, PropertyInfo property, object options)
    {
        Type type = property.PropertyType;
        if (OptionValue.IsSingle(type))
        {
            if (ReadSingle(child, type, property) is { } value) property.SetValue(options, value);
        }
        else if (property.GetValue(options) is IList list)
        {
            ReadList(child, type.GetGenericArguments()[0], property, list);
        }
        else
        {
            Read(child, property.GetValue(options)!);
        }
    }

    private void ReadList(IConfigurationSection section, Type itemType, PropertyInfo property, IList list)
    {
        if (section.Value is { Length: > 0 }) errors.Add(new ConfigurationError(section.Path, "It is a list: write it in brackets."));
        foreach (IConfigurationSection item in section.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                errors.Add(new ConfigurationError(item.Path, "It is a list: its keys are 0, 1, 2 …"));
            }
            else if (!OptionValue.IsSingle(itemType))
            {
                object options = Activator.CreateInstance(itemType)!;
                Read(item, options);
                list.Add(options);
            }
            else if (ReadSingle(item, itemType, property) is { } value)
            {
                list.Add(value);
            }
        }
    }

    private object? ReadSingle(IConfigurationSection section, Type type, PropertyInfo property)
    {
        if (section.GetChildren().Any())
        {
            errors.Add(new ConfigurationError(section.Path, $"It is a single value: {Describe(type)}."));
            return null;
        }

        if (section.Value is null) return null; // null in JSON: the default
        if (!OptionValue.TryRead(type, section.Value, out object? value))
        {
            errors.Add(new ConfigurationError(section.Path, $"It must be {Describe(type)}, and is {Show(section.Value)}."));
            return null;
        }

        if (OptionRange.Of(property) is { } range && !range.Holds(value))
        {
            errors.Add(new ConfigurationError(section.Path, $"It must be {range}, and is {Show(section.Value)}."));
            return null;
        }

        return value;
    }

    // Only values that failed to be read as numbers, addresses and the like are shown; texts, which may hold secrets, never fail.
    private static string Show(string value) => value.Length <= 64 ? $"'{value}'" : $"'{value[..64]}…'";
}
