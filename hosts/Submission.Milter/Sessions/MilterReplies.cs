using System.Text;
using Submission.Smtp.Content;
using Submission.Smtp.Protocol;

namespace Submission.Milter.Sessions;

/// <summary>The milter's own replies: those of the SMTP server where it would say the same.</summary>
internal static class MilterReplies
{
    public static readonly SmtpReply Failed = Read(Replies.InternalError);
    public static readonly SmtpReply BadSender = Read(Replies.BadSender);
    public static readonly SmtpReply BadRecipient = Read(Replies.BadRecipient);
    public static readonly SmtpReply NoRecipients = Read(Replies.NoRecipients);

    private static readonly SmtpReply TooBig = Read(Replies.TooBig);
    private static readonly SmtpReply LineTooLong = Read(Replies.ContentLineTooLong);
    private static readonly SmtpReply NoStorage = Read(Replies.NoStorage);
    private static readonly SmtpReply BadContent = Read(Replies.BadContent);

    public static SmtpReply To(ContentFault fault) => fault switch
    {
        ContentFault.TooBig => TooBig,
        ContentFault.LineTooLong => LineTooLong,
        ContentFault.NoStorage => NoStorage,
        _ => BadContent,
    };

    private static SmtpReply Read(byte[] line) => SmtpReply.Parse(Encoding.ASCII.GetString(line).TrimEnd());
}
