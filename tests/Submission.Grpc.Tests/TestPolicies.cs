namespace Submission.Grpc.Tests;

/// <summary>Small policies in which each verdict has one cause.</summary>
internal static class TestPolicies
{
    /// <summary>
    /// Nobody from 10.66.0.0/16; three failed authentications an hour; who sends has an account; the sender's domain is the account's; nobody at refused.example; two messages an hour; no
    /// message above 1,000,000 octets; no attachment that ends in exe.
    /// </summary>
    public const string Small =
        """
        policy: test
        language: 1
        about: A few rules.
        lists:
          closed_networks: [10.66.0.0/16]
        rules: [closed-network, too-many-failures, authentication, own-sender, no-such-recipient, two-messages, large-message, bad-attachment]
        ---
        rule: closed-network
        about: Nobody from this network.
        stage: connect
        refuse-if: in_network(client.ip, lists.closed_networks)
        reply: 421 4.7.0 {id} not from {ip}
        ---
        rule: too-many-failures
        about: Three failed authentications an hour.
        stage: auth
        limit: { count: auth-failures, per: [client.ip], at-most: { 1h: 3 } }
        reply: 450 4.7.0 {id} too many failures
        ---
        rule: authentication
        about: Who sends has an account.
        stage: [auth, mail]
        authenticate:
          wrong-password: 535 5.7.8 {id} wrong password for {login}
          unknown-user: 535 5.7.8 {id} unknown user {login}
          disabled: 535 5.7.8 {id} disabled
          encryption-required: 538 5.7.11 {id} encryption required
        reply: 530 5.7.0 {id} authentication required
        ---
        rule: own-sender
        about: The sender is of the account's domain.
        stage: mail
        refuse-if: sender.domain != account.domain
        reply: 550 5.1.0 {id} {sender} is not yours
        ---
        rule: no-such-recipient
        about: Nobody is there.
        stage: rcpt
        refuse-if: recipient.domain == "refused.example"
        reply: 550 5.1.1 {id} no {recipient}
        ---
        rule: two-messages
        about: Two messages an hour.
        stage: mail
        limit: { count: messages, per: [sender], at-most: { 1h: 2 } }
        reply: 450 4.7.1 {id} too many messages
        ---
        rule: large-message
        about: No large message.
        stage: message
        refuse-if: message.size > 1000000
        reply: 552 5.3.4 {id} too large
        ---
        rule: bad-attachment
        about: No programs.
        stage: message
        attachments: { forbidden: '["exe"]' }
        reply: 550 5.6.0 {id} bad attachment
        on-error: defer 451 4.7.1 {id} cannot read it
        """;
}
