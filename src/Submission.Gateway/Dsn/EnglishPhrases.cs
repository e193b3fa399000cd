using Submission.Gateway.Queue;

namespace Submission.Gateway.Dsn;

/// <summary>English.</summary>
internal sealed class EnglishPhrases : NoticePhrases
{
    public override string Greeting => "Hello,\n\nthis is the mail server {0}, about a message that you have sent:";

    public override string SubjectLabel => "  Subject:   ";

    public override string AcceptedLabel => "  Accepted:  ";

    public override string IdLabel => "  Id:        ";

    public override string ReasonLabel => "Reason:";

    public override string AdviceLabel => "What you can do:";

    public override string ServerSaid => "The server {0} answered:";

    public override string SomeServerSaid => "The next mail server answered:";

    public override string Delayed => "We keep trying until {0}. There is no need to send the message again; if it cannot be delivered by then, we will let you know.";

    public override string Relayed => "You will not hear of a delivery there; should it fail, that server may still tell you.";

    public override string More => "Number of further recipients: {0}. The attached delivery report lists them all.";

    public override string Help => "If you need help, forward this notice to your postmaster: the id above leads to the message.";

    public override string Automatic => "This notice was written by a program; nobody reads replies to it.";

    public override string Unreadable => "The message itself can no longer be read, so it is not attached.";

    public override string MomentFormat => "d MMMM yyyy, HH:mm 'UTC'";

    public override string Subject(OwedNotice notice) => notice switch
    {
        OwedNotice.Delayed => "Delayed: your message has not been delivered yet",
        OwedNotice.Relayed => "Relayed: your message was handed over to the next server",
        OwedNotice.Delivered => "Delivered: your message has arrived",
        _ => "Undelivered: your message could not be delivered",
    };

    public override string Heading(OwedNotice notice) => notice switch
    {
        OwedNotice.Delayed => "It has not been delivered yet to:",
        OwedNotice.Relayed => "It was handed over to a server that does not confirm deliveries, for:",
        OwedNotice.Delivered => "It was delivered to:",
        _ => "It could not be delivered, and will not be tried again, to:",
    };

    public override string Returned(ReturnedContent content) => content switch
    {
        ReturnedContent.Whole => "Your message is attached.",
        ReturnedContent.CutHeader => "The beginning of your message's header is attached.",
        _ => "The header of your message is attached.",
    };

    protected override string Advice(NoticeAdvice advice) => advice switch
    {
        NoticeAdvice.CheckAddress => "Check the address for typing errors and send the message again.",
        NoticeAdvice.ReachOtherwise => "Get in touch with the recipient in another way; the mailbox takes no messages at present.",
        NoticeAdvice.SendLess => "Send a smaller message, for example with a link in place of the attachment.",
        NoticeAdvice.ShowReply => "The other side has refused the message by its own rules. Pass the words above on to the recipient, or to those who run the recipient's mail.",
        NoticeAdvice.TryLater => "The message could not be handed over for too long a time. Send it again later, or get in touch with the recipient in another way.",
        _ => "If the reason does not help you, ask your postmaster and name the id above.",
    };
}
