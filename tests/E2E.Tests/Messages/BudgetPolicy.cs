namespace E2E.Tests.Messages;

/// <summary>The rules on spam, big mail and shares, in a policy of their own: what else the shipped one counts would come first.</summary>
internal static class BudgetPolicy
{
    public const string Text = """
        policy: budgets
        language: 1
        about: Spam, big mail, and shares of a batch.
        lists:
          big_mail_domains: [seznam.cz, email.cz, post.cz]
        rules: [spam-budget, mostly-bounced, big-mail-to-seznam]
        ---
        rule: spam-budget
        about: The first few spam messages a day pass and are marked, the rest are refused, and so is everything that follows.
        stage: [mail, message]
        budget: { of: spam.verdict == "spam", first: 5, within: 24h, per: [client.ip, account], blocked: "550 5.1.0 {id} policy violation" }
        reply: 550 5.1.0 {id} spam detected
        on-error: defer 451 4.7.1 {id} cannot scan for spam now, try again later
        ---
        rule: mostly-bounced
        about: No more than half of a larger batch may go to recipients that do not exist.
        stage: mail
        share: { of: bounced, among: messages, per: [client.ip, sender], within: 1h, more-than: 50%, once-over: 100, block-for: 60m }
        reply: 550 5.1.0 {id} policy violation
        ---
        rule: big-mail-to-seznam
        about: No more than 30 big messages in 3 minutes to Seznam.
        stage: [rcpt, message]
        limit: { count: messages, per: [sender], at-most: { 3m: 30 }, only: message.size > 1048576 and recipient.domain in lists.big_mail_domains }
        reply: 550 5.1.0 {id} too many big messages to Seznam.cz
        """;
}
