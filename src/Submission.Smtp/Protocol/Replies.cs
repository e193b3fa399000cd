namespace Submission.Smtp.Protocol;

/// <summary>The server's own replies, ready to be sent.</summary>
internal static class Replies
{
    public static readonly byte[] Ok = "250 2.0.0 OK\r\n"u8.ToArray();
    public static readonly byte[] SenderOk = "250 2.1.0 OK\r\n"u8.ToArray();
    public static readonly byte[] RecipientOk = "250 2.1.5 OK\r\n"u8.ToArray();
    public static readonly byte[] StartData = "354 End data with <CR><LF>.<CR><LF>\r\n"u8.ToArray();
    public static readonly byte[] Authenticated = "235 2.7.0 Authentication successful\r\n"u8.ToArray();
    public static readonly byte[] CannotVerify = "252 2.0.0 Cannot verify the user, but a message will be taken\r\n"u8.ToArray();
    public static readonly byte[] Help = "214 2.0.0 See RFC 5321 and RFC 6409\r\n"u8.ToArray();
    public static readonly byte[] Bye = "221 2.0.0 Bye\r\n"u8.ToArray();
    public static readonly byte[] ReadyForTls = "220 2.0.0 Ready to start TLS\r\n"u8.ToArray();
    public static readonly byte[] ChunkOk = "250 2.0.0 Chunk received\r\n"u8.ToArray();

    public static readonly byte[] ContinueEmpty = "334 \r\n"u8.ToArray();
    public static readonly byte[] ContinueUserName = "334 VXNlcm5hbWU6\r\n"u8.ToArray();
    public static readonly byte[] ContinuePassword = "334 UGFzc3dvcmQ6\r\n"u8.ToArray();

    public static readonly byte[] Unrecognized = "500 5.5.1 Command unrecognized\r\n"u8.ToArray();
    public static readonly byte[] BadLineEnd = "500 5.5.2 Lines end in CRLF and hold no control characters\r\n"u8.ToArray();
    public static readonly byte[] LineTooLong = "500 5.5.6 Line too long\r\n"u8.ToArray();
    public static readonly byte[] NotText = "501 5.5.2 Not UTF-8 or not printable\r\n"u8.ToArray();
    public static readonly byte[] BadArgument = "501 5.5.4 Bad argument\r\n"u8.ToArray();
    public static readonly byte[] BadParameter = "501 5.5.4 Bad parameter\r\n"u8.ToArray();
    public static readonly byte[] BadSender = "501 5.1.7 Bad sender address\r\n"u8.ToArray();
    public static readonly byte[] BadRecipient = "501 5.1.3 Bad recipient address\r\n"u8.ToArray();
    public static readonly byte[] BadBase64 = "501 5.5.2 Bad base64 or bad credentials format\r\n"u8.ToArray();
    public static readonly byte[] AuthLineTooLong = "501 5.5.2 Authentication line too long\r\n"u8.ToArray();
    public static readonly byte[] Cancelled = "501 5.7.0 Authentication cancelled\r\n"u8.ToArray();
    public static readonly byte[] NotImplemented = "502 5.5.1 Command not implemented\r\n"u8.ToArray();
    public static readonly byte[] HelloFirst = "503 5.5.1 Say EHLO first\r\n"u8.ToArray();
    public static readonly byte[] NestedMail = "503 5.5.1 A transaction is already open\r\n"u8.ToArray();
    public static readonly byte[] MailFirst = "503 5.5.1 Say MAIL first\r\n"u8.ToArray();
    public static readonly byte[] NoRecipients = "503 5.5.1 No valid recipients\r\n"u8.ToArray();
    public static readonly byte[] ChunksBegun = "503 5.5.1 Not after BDAT\r\n"u8.ToArray();
    public static readonly byte[] ChunksFailed = "503 5.5.1 The message has failed, say RSET\r\n"u8.ToArray();
    public static readonly byte[] AlreadyAuthenticated = "503 5.5.1 Already authenticated\r\n"u8.ToArray();
    public static readonly byte[] NotInTransaction = "503 5.5.1 Not in a transaction\r\n"u8.ToArray();
    public static readonly byte[] TlsAlready = "503 5.5.1 TLS is already in use\r\n"u8.ToArray();
    public static readonly byte[] TlsAfterAuth = "503 5.5.1 Not after AUTH\r\n"u8.ToArray();
    public static readonly byte[] OnlyQuit = "503 5.5.1 Only QUIT behind a message whose end is in doubt\r\n"u8.ToArray();
    public static readonly byte[] UnknownMechanism = "504 5.5.4 Unknown authentication mechanism\r\n"u8.ToArray();
    public static readonly byte[] UnknownParameter = "555 5.5.4 Unknown parameter\r\n"u8.ToArray();
    public static readonly byte[] AuthorizationRefused = "535 5.7.8 Acting for another user is not allowed\r\n"u8.ToArray();
    public static readonly byte[] EncryptionRequired = "538 5.7.11 Encryption required\r\n"u8.ToArray();
    public static readonly byte[] BadContent = "550 5.6.0 Message holds a bare CR, a bare LF or a NUL\r\n"u8.ToArray();
    public static readonly byte[] ContentLineTooLong = "550 5.6.0 Message holds a line that is too long\r\n"u8.ToArray();
    public static readonly byte[] TooBig = "552 5.3.4 Message too big\r\n"u8.ToArray();
    public static readonly byte[] HeaderTooBig = "552 5.3.4 Message header too big\r\n"u8.ToArray();
    public static readonly byte[] NeedsSmtpUtf8 = "553 5.6.7 Address needs SMTPUTF8\r\n"u8.ToArray();
    public static readonly byte[] WrongProtocol = "554 5.5.1 This is SMTP\r\n"u8.ToArray();
    public static readonly byte[] SpokeTooEarly = "554 5.5.1 Client spoke before the greeting\r\n"u8.ToArray();
    public static readonly byte[] SpokeBeforeTheAnswer = "554 5.5.1 Client spoke before the answer\r\n"u8.ToArray();

    public static readonly byte[] TimedOut = "421 4.4.2 Timed out\r\n"u8.ToArray();
    public static readonly byte[] TooBusy = "421 4.3.2 Too many connections, try again later\r\n"u8.ToArray();
    public static readonly byte[] Overloaded = "421 4.3.2 Server overloaded, try again later\r\n"u8.ToArray();
    public static readonly byte[] TooManyFromThere = "421 4.7.0 Too many connections from your address, try again later\r\n"u8.ToArray();
    public static readonly byte[] ConnectsTooFast = "421 4.7.0 Connecting too fast, try again later\r\n"u8.ToArray();
    public static readonly byte[] SessionTooLong = "421 4.4.2 Session too long\r\n"u8.ToArray();
    public static readonly byte[] ShuttingDown = "421 4.3.2 Service shutting down\r\n"u8.ToArray();
    public static readonly byte[] TooManyErrors = "421 4.7.0 Too many errors\r\n"u8.ToArray();
    public static readonly byte[] TooManyCommands = "421 4.7.0 Too many commands\r\n"u8.ToArray();
    public static readonly byte[] DataBehindStartTls = "421 4.7.0 Data behind STARTTLS\r\n"u8.ToArray();
    public static readonly byte[] InternalError = "451 4.3.0 Internal error, try again later\r\n"u8.ToArray();
    public static readonly byte[] NoStorage = "452 4.3.1 Insufficient storage, try again later\r\n"u8.ToArray();
    public static readonly byte[] TooManyRecipients = "452 4.5.3 Too many recipients\r\n"u8.ToArray();
    public static readonly byte[] TlsUnavailable = "454 4.7.0 TLS not available\r\n"u8.ToArray();
}
