namespace Submission.Policy.Content.Structure.Containers;

/// <summary>What an element is within the CMS that is being walked.</summary>
internal enum BerRole
{
    Root,
    ContentInfo,
    Identifier,
    Content,
    SignedData,
    Encapsulated,
    EncapsulatedContent,
    Octets,
    Other,
}
