namespace Submission.Policy.Expressions;

/// <summary>The type of an expression, known when the policy is loaded.</summary>
internal enum ExpressionType
{
    Bool,
    Int,
    Double,
    String,
    Ip,
    Duration,
    Timestamp,
    Null,
    BoolList,
    IntList,
    DoubleList,
    StringList,
    BoolMap,
    IntMap,
    DoubleMap,
    StringMap,
}

internal static class ExpressionTypes
{
    private static readonly string[] Names =
    [
        "bool", "int", "double", "string", "address", "duration", "timestamp", "null",
        "list of bools", "list of ints", "list of doubles", "list of strings",
        "map of bools", "map of ints", "map of doubles", "map of strings",
    ];

    /// <summary>The type as error messages name it.</summary>
    public static string Text(this ExpressionType type) => Names[(int)type];

    public static bool IsList(this ExpressionType type) => type is >= ExpressionType.BoolList and <= ExpressionType.StringList;

    public static bool IsMap(this ExpressionType type) => type is >= ExpressionType.BoolMap and <= ExpressionType.StringMap;

    /// <summary>The type of the items of a list or of the values of a map.</summary>
    public static ExpressionType Element(this ExpressionType type) =>
        type.IsList() ? type - (int)ExpressionType.BoolList : type.IsMap() ? type - (int)ExpressionType.BoolMap : throw new ArgumentOutOfRangeException(nameof(type));

    /// <summary>The list of such items; <see langword="null"/> where there are no such lists.</summary>
    public static ExpressionType? List(this ExpressionType type) => type <= ExpressionType.String ? type + (int)ExpressionType.BoolList : null;

    /// <summary>The map, by strings, of such values; <see langword="null"/> where there are no such maps.</summary>
    public static ExpressionType? Map(this ExpressionType type) => type <= ExpressionType.String ? type + (int)ExpressionType.BoolMap : null;
}
