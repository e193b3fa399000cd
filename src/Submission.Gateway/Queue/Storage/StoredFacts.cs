using System.Net;
using Submission.Gateway.Tls;
using Submission.Smtp.Protocol;

namespace Submission.Gateway.Queue.Storage;

/// <summary>What is stored of a message as one piece, because nothing is looked up by it.</summary>
internal sealed record StoredFacts(MailCommand Mail, IPAddress? Client, bool IsSpam, MessageTls Tls = MessageTls.Default);
