using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Submission.Hosting.Configuration;

/// <summary>The range of an option, in the option's own type and whatever the culture.</summary>
internal sealed record OptionRange(IComparable Minimum, IComparable Maximum)
{
    /// <summary>The range of an option; <see langword="null"/> where it has none.</summary>
    public static OptionRange? Of(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is not { } range) return null;
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new OptionRange(Convert(range.Minimum, type), Convert(range.Maximum, type));
    }

    public bool Holds(object value) => Minimum.CompareTo(value) <= 0 && Maximum.CompareTo(value) >= 0;

    public override string ToString() => $"{OptionValue.Format(Minimum)} to {OptionValue.Format(Maximum)}";

    private static IComparable Convert(object bound, Type type) => type == typeof(TimeSpan)
        ? TimeSpan.Parse((string)bound, CultureInfo.InvariantCulture)
        : (IComparable)System.Convert.ChangeType(bound, type, CultureInfo.InvariantCulture);
}
