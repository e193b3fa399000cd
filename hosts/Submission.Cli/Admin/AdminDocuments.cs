using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Submission.Admin;

namespace Submission.Cli.Admin;

/// <summary>How the documents of a host are read: a member that is never missing must not be missing, so that what is read can be printed.</summary>
internal static class AdminDocuments
{
    private static readonly JsonSerializerOptions Options = new(AdminJson.Default.Options)
    {
        TypeInfoResolver = AdminJson.Default.WithAddedModifier(Require),
        RespectNullableAnnotations = true,
    };

    public static JsonTypeInfo<AdminLimits> Limits => Of<AdminLimits>();

    public static JsonTypeInfo<AdminBlocks> Blocks => Of<AdminBlocks>();

    public static JsonTypeInfo<AdminChange> Change => Of<AdminChange>();

    public static JsonTypeInfo<AdminDecision> Decision => Of<AdminDecision>();

    public static JsonTypeInfo<AdminHealth> Health => Of<AdminHealth>();

    public static JsonTypeInfo<AdminProblem> Problem => Of<AdminProblem>();

    public static JsonTypeInfo<AdminQueue> Queue => Of<AdminQueue>();

    public static JsonTypeInfo<AdminQueuedMessage> QueuedMessage => Of<AdminQueuedMessage>();

    public static JsonTypeInfo<AdminQueueChange> QueueChange => Of<AdminQueueChange>();

    public static JsonTypeInfo<AdminQueueStatistics> QueueStatistics => Of<AdminQueueStatistics>();

    public static JsonTypeInfo<AdminDomains> Domains => Of<AdminDomains>();

    public static JsonTypeInfo<AdminDomainChange> DomainChange => Of<AdminDomainChange>();

    public static JsonTypeInfo<AdminDkimDomains> DkimDomains => Of<AdminDkimDomains>();

    public static JsonTypeInfo<AdminDkimDomain> DkimDomain => Of<AdminDkimDomain>();

    public static JsonTypeInfo<AdminAdvice> Advice => Of<AdminAdvice>();

    public static JsonTypeInfo<AdminTls> Tls => Of<AdminTls>();

    /// <summary>Refuses a list with a null in it, which the serializer takes.</summary>
    /// <exception cref="JsonException">There is one, or what was read is no JSON.</exception>
    public static void RejectMissingItems(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        JsonTokenType before = JsonTokenType.None;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null && before != JsonTokenType.PropertyName) throw new JsonException("A list holds a null.");
            before = reader.TokenType;
        }
    }

    private static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static void Require(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: false }) property.IsRequired = true;
        }
    }
}
