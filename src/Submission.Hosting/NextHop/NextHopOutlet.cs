using Microsoft.Extensions.Logging;
using Submission.Hosting.Outlets;
using Submission.Hosting.Sessions;

namespace Submission.Hosting.NextHop;

/// <summary>Hands every message to the next hop while its client waits. Thread-safe.</summary>
internal sealed class NextHopOutlet(NextHopPool pool, HandOverReports reports, TimeProvider time, ILogger logger) : IMailOutlet
{
    // Whether the next hop takes mail is its own word at each message.
    public bool IsOpen => true;

    public IMailOutletTransaction Begin(OutgoingMail mail) => new NextHopOutletTransaction(mail, new NextHopTransaction(pool, mail.Mail, mail.Id, logger), reports, time);
}
