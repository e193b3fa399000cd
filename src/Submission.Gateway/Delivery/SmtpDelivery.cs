using Submission.Gateway.Queue;
using Submission.Gateway.Routing;
using Submission.Gateway.Tls;
using Submission.Smtp.Client;

namespace Submission.Gateway.Delivery;

/// <summary>Makes an attempt: goes from server to server until every recipient is settled or the servers are used up. Thread-safe.</summary>
internal sealed class SmtpDelivery(IDeliveryTlsPolicy tls, ServerConnector connector, SmtpTransaction transaction, ConnectionPool pool, Outcomes outcomes)
{
    /// <summary>Makes the attempt; what came of it stands in its recipients.</summary>
    /// <exception cref="OperationCanceledException">The attempt was aborted.</exception>
    /// <exception cref="QueueUnavailableException">The body could not be read now.</exception>
    public async Task RunAsync(Attempt attempt)
    {
        attempt.Begin(keepsDemand: attempt.Job.Message.Tls == MessageTls.Required);
        await TryAllAsync(attempt).ConfigureAwait(false);
        if (!attempt.KeepsDemand || attempt.Pending == 0 || !attempt.Job.Message.Mail.ReversePath.IsNull) return;
        // RFC 8689, section 5: a notice is to be kept as safe as its message, which it tells only the header of, but is not lost where no server does so.
        attempt.Begin(keepsDemand: false);
        await TryAllAsync(attempt).ConfigureAwait(false);
    }

    private async Task TryAllAsync(Attempt attempt)
    {
        foreach (RouteHost host in attempt.Job.Route.Hosts)
        {
            if (attempt.Pending == 0 || attempt.AddressesLeft <= 0 || attempt.SessionsLeft <= 0) break;
            foreach (AttemptRecipient recipient in attempt.Recipients)
            {
                recipient.IsHeard = recipient.IsSettled;
                recipient.Requirement = null;
            }

            // Mostly one group: recipients share a transaction only where the same is required of the server for all.
            while (await NextGroupAsync(attempt, host).ConfigureAwait(false) is { Count: > 0 } group)
            {
                TlsRequirement requirement = group[0].Requirement!;
                if ((requirement.Deferral ?? requirement.Refusal) is { } failure)
                {
                    connector.Tell(group, host, requirement, failure);
                    bool isFinal = requirement.Deferral is null;
                    Attempt.NoteAll(group, outcomes.Of(
                        isFinal ? RecipientOutcomeKind.Failed : RecipientOutcomeKind.Deferred, new EnhancedStatus(isFinal ? 5 : 4, 7, isFinal ? 10 : 5), failure.Reason, host.Name));
                }
                else
                {
                    await TryAsync(attempt, host, requirement, group).ConfigureAwait(false);
                }

                foreach (AttemptRecipient recipient in group) recipient.IsHeard = true;
            }
        }
    }

    private async ValueTask<List<AttemptRecipient>> NextGroupAsync(Attempt attempt, RouteHost host)
    {
        List<AttemptRecipient> group = [];
        Claim? asked = null;
        TlsRequirement? requirement = null;
        MessageTls demand = attempt.Job.Message.Tls == MessageTls.Required && !attempt.KeepsDemand ? MessageTls.Default : attempt.Job.Message.Tls;
        foreach (AttemptRecipient recipient in attempt.Recipients)
        {
            if (recipient.IsHeard) continue;
            if (recipient.Requirement is null && !ReferenceEquals(asked, recipient.Claim))
            {
                asked = recipient.Claim;
                requirement = await tls.RequireAsync(new TlsQuestion(asked.Delivery.Destination, host, demand), attempt.Aborted).AsTask().WaitAsync(attempt.Aborted).ConfigureAwait(false);
            }

            recipient.Requirement ??= requirement;
            if (group.Count == 0 || Equals(group[0].Requirement!.SecurityState, recipient.Requirement!.SecurityState)) group.Add(recipient);
        }

        return group;
    }

    private async Task TryAsync(Attempt attempt, RouteHost host, TlsRequirement requirement, List<AttemptRecipient> group)
    {
        bool mayReplace = true;
        while (true)
        {
            OpenConnection? connection = mayReplace ? connector.TakeIdle(attempt, host, requirement) : null;
            connection ??= await connector.ConnectAsync(attempt, host, requirement, group).ConfigureAwait(false);
            if (connection is null) return;
            bool isKept = false;
            TransactionEnd end;
            try
            {
                end = await transaction.RunAsync(attempt, connection, group).ConfigureAwait(false);
                isKept = true;
            }
            finally
            {
                if (!isKept) await connection.Smtp.DisposeAsync().ConfigureAwait(false);
            }

            pool.Park(connection, attempt.Job.Route.Lane.MessagesPerConnection);
            // A connection that was closed while it lay idle says nothing of the server.
            if (end == TransactionEnd.Done) return;
            mayReplace = end == TransactionEnd.WantsConnection;
            if (mayReplace) (attempt.AddressesLeft, attempt.SessionsLeft) = (attempt.AddressesLeft + 1, attempt.SessionsLeft + 1);
        }
    }
}
