namespace Submission.Policy.Yaml.Schema;

/// <summary>How texts of the language look, as regular expressions that ECMAScript knows too.</summary>
internal static class SchemaPatterns
{
    public const string Duration = "(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?";

    // The class of the enhanced status is that of the code (RFC 2034 section 4).
    public const string Reply = @"(2[0-9]{2} 2|4[0-9]{2} 4|5[0-9]{2} 5)\.[0-9]{1,3}\.[0-9]{1,3}( .*)?";

    public const string OnError = $"(accept|share|(defer|refuse)( {Reply})?)";

    public const string Mode = "(enforce|shadow|enforce (100|[1-9]?[0-9])%)";
}
