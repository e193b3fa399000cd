namespace Submission.Policy.Content.Tests.Corpus.Ordinary;

/// <summary>500 ordinary messages: each shape in its turn, with names and texts that follow from the number.</summary>
internal static class OrdinaryTable
{
    public const int Count = 500;

    private static readonly Func<Letter, OrdinaryMessage>[] Shapes =
    [
        ClientShapes.Outlook, ClientShapes.Gmail, ClientShapes.Thunderbird, ClientShapes.AppleMail, ClientShapes.RawUtf8Names, ClientShapes.ForwardedAsAttachment, ClientShapes.ForwardedInline,
        ClientShapes.Invitation, ClientShapes.AddressCard, ClientShapes.LargePictures, ClientShapes.Archives, ClientShapes.Reactions,
        ProgramShapes.Newsletter, ProgramShapes.WebPage, ProgramShapes.BounceWithMessage, ProgramShapes.BounceWithHeaders, ProgramShapes.ReadReceipt, ProgramShapes.Digest, ProgramShapes.MailingList,
        ProgramShapes.Patch, ProgramShapes.PatchAttached, ProgramShapes.TalkOfFormats, ProgramShapes.UuencodedReport, ProgramShapes.ScannedPage, ProgramShapes.VoiceMail, ProgramShapes.JobOutput,
        ProgramShapes.WebForm, ProgramShapes.Rudiment, ProgramShapes.OtherCharset,
        SealedShapes.SignedInClear, SealedShapes.SignedOpaque, SealedShapes.Encrypted, SealedShapes.OpenPgpSigned, SealedShapes.OpenPgpEncrypted, SealedShapes.WinmailDat,
    ];

    public static OrdinaryMessage Build(int number) => Shapes[number % Shapes.Length](new Letter(number));
}
