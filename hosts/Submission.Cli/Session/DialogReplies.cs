namespace Submission.Cli.Session;

/// <summary>What a server says of its own accord: the words of the SMTP hosts of this project, where the policy says nothing.</summary>
internal static class DialogReplies
{
    public const string Hostname = "smtp.example";
    public const string Ready = $"220 {Hostname} ESMTP ready";
    public const string Hello = $"250 {Hostname}";
    public const string StartTls = "220 2.0.0 Ready to start TLS";
    public const string Authenticated = "235 2.7.0 Authentication successful";
    public const string SenderOk = "250 2.1.0 OK";
    public const string RecipientOk = "250 2.1.5 OK";
    public const string SendData = "354 End data with <CR><LF>.<CR><LF>";
    public const string Ok = "250 2.0.0 OK";
    public const string Bye = "221 2.0.0 Bye";
    public const string UserName = "334 VXNlcm5hbWU6";
    public const string Password = "334 UGFzc3dvcmQ6";
    public const string GoOn = "334 ";
    public const string Help = "214 2.0.0 See RFC 5321 and RFC 6409";
    public const string CannotVerify = "252 2.0.0 Cannot verify the user, but a message will be taken";

    public const string Unrecognized = "500 5.5.1 Command unrecognized";
    public const string BadCredentials = "501 5.5.2 Bad base64 or bad credentials format";
    public const string BadParameter = "501 5.5.4 Bad parameter";
    public const string BadArgument = "501 5.5.4 Bad argument";
    public const string Cancelled = "501 5.7.0 Authentication cancelled";
    public const string BadSender = "501 5.1.7 Bad sender address";
    public const string BadRecipient = "501 5.1.3 Bad recipient address";
    public const string NotImplemented = "502 5.5.1 Command not implemented";
    public const string HelloFirst = "503 5.5.1 Say EHLO first";
    public const string TlsInUse = "503 5.5.1 TLS is already in use";
    public const string AlreadyAuthenticated = "503 5.5.1 Already authenticated";
    public const string NestedMail = "503 5.5.1 A transaction is already open";
    public const string MailFirst = "503 5.5.1 Say MAIL first";
    public const string NoRecipients = "503 5.5.1 No valid recipients";
    public const string AuthWithinMail = "503 5.5.1 Not in a transaction";
    public const string NobodyAnsweredAuth = "535 5.7.8 Authentication failed";
    public const string TooLarge = "552 5.3.4 Message too large for a dialog; say SIZE instead";
    public const string UnknownParameter = "555 5.5.4 Unknown parameter";
}
