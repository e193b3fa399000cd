extern alias service;

using System.Collections.Immutable;
using System.Net;
using CsCheck;
using Google.Protobuf;
using service::Submission.Grpc.Mapping;
using Submission.Policy.Client.Mapping;
using Submission.Policy.Counters;
using Submission.Policy.Decisions;
using Submission.Policy.Lookups;
using HostWire = service::Submission.Policy.V1;

namespace Submission.Policy.Client.Tests;

/// <summary>What the client writes, the service reads as it was; what the service writes, the client reads as it was. Over the octets that go through the wire.</summary>
public sealed class MappingTests
{
    private static readonly Gen<string> Label = Gen.Char['a', 'z'].Array[1, 10].Select(static letters => new string(letters));
    private static readonly Gen<DomainName> Domain = Gen.Select(Label, Label).Select(static (first, second) => DomainName.Parse($"{first}.{second}"));
    private static readonly Gen<EmailAddress> Address = Gen.Select(Gen.Char["abcXYZ019.+-"].Array[1, 12], Domain)
        .Select(static (local, domain) => (Text: $"{new string(local)}@{domain}", Is: EmailAddress.TryParse($"{new string(local)}@{domain}", out EmailAddress? address), Address: address))
        .Where(static read => read.Is).Select(static read => read.Address!);

    private static readonly Gen<string> Words = Gen.Char[' ', 'ž'].Where(static letter => !char.IsControl(letter)).Array[0, 30].Select(static letters => new string(letters));
    private static readonly Gen<AccountFacts> Account = Gen.Select(Address, Domain.Array[0, 3], Address.Array[0, 3], Gen.OneOf(Gen.Const("CZ"), Gen.Const("SK"), Gen.Const("cn")).Array[0, 3])
        .Select(static (login, aliases, senders, countries) => new AccountFacts(login, aliases, senders, countries));

    private static readonly Gen<DateTimeOffset> Moment = Gen.Long[0, DateTimeOffset.MaxValue.Ticks].Select(static ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
    private static readonly Gen<TimeSpan> Length = Gen.Long[0, TimeSpan.TicksPerDay * 400].Select(TimeSpan.FromTicks);
    private static readonly Gen<RuleId> Rule = Label.Select(static text => new RuleId(text));
    private static readonly Gen<SmtpReply> Reply = Gen.Select(Gen.Int[400, 599], Gen.Int[0, 999], Gen.Int[0, 999], Gen.Bool, Words)
        .Select(static (code, subject, detail, hasStatus, text) => new SmtpReply(code, hasStatus ? new EnhancedStatus(code / 100, subject, detail) : null, text));

    private static readonly Gen<Verdict> AnyVerdict = Gen.Select(Gen.Int[0, 4], Reply, Words, Rule).Select(static (kind, reply, reason, rule) => kind switch
    {
        0 => Verdict.Accept,
        1 => Verdict.Hold(Reason(reason)) with { Rule = rule },
        2 => Verdict.Defer(reply, Reason(reason)) with { Rule = rule },
        3 => Verdict.Refuse(reply, Reason(reason)) with { Rule = rule },
        _ => Verdict.Close(reply, Reason(reason)) with { Rule = rule },
    });

    private static readonly Gen<CounterObservation> Counter = Gen.Select(Label, Words, Gen.Bool, Length, Gen.Long[0, long.MaxValue], Gen.Long[0, long.MaxValue], Moment, Gen.Bool).Select(
        static (scope, subject, hasWindow, length, atMost, used, opensAt, isFull) => new CounterObservation(
            new CounterKey(scope, subject), hasWindow ? new CounterWindow(length + TimeSpan.FromTicks(1), atMost) : default, used, isFull ? opensAt : null));

    private static readonly Gen<RuleObservation> Observation = Gen.Select(
        Rule, Gen.Enum<PolicyStage>(), Gen.Enum<RuleOutcome>(), Address, AnyVerdict, Gen.Select(Label, Words).Array[0, 3], Counter.Array[0, 3], Length).Select(
        static (rule, stage, outcome, recipient, verdict, saw, counters, elapsed) => new RuleObservation(
            rule, stage, outcome, stage == PolicyStage.Rcpt ? recipient.ToString() : null, verdict.IsAccepted ? null : verdict,
            [.. saw.Select(static fact => new ObservedValue(fact.Item1, fact.Item2))], [.. counters], elapsed));

    private static readonly Gen<DecisionRecord> Decision = Gen.Select(
        Moment, Words, Gen.Enum<PolicyStage>(), AnyVerdict, Gen.Bool, Address, Observation.Array[0, 4], Length).Select(
        static (at, policy, stage, verdict, isKnown, sender, rules, elapsed) => new DecisionRecord
        {
            Id = TransactionId.Create(at),
            Policy = policy,
            At = at,
            Stage = stage,
            Verdict = verdict,
            Client = "2001:db8::1",
            Account = isKnown ? sender.Canonical : null,
            Sender = isKnown ? sender.ToString() : null,
            Rules = [.. rules],
            Elapsed = elapsed,
        });

    [Fact]
    public void Client_WrittenAndReadByTheService_IsTheSame() => Gen.Select(Gen.Bool, Gen.Byte.Array[16]).Sample(static (isIpv4, octets) =>
    {
        var client = new ClientFacts(new IPAddress(isIpv4 ? octets[..4] : octets));
        HostWire.Connect read = Through(FactWriter.Connect(client), HostWire.Connect.Parser);
        return FactReader.Client(read, "connect").Address.Equals(client.Address);
    });

    [Fact]
    public void Account_WrittenAndReadByTheService_IsTheSame() => Account.Sample(static account =>
    {
        AccountFacts read = FactReader.Account(Through(FactWriter.Account(account), HostWire.Account.Parser), "account");
        Assert.Equal((account.Login, account.Domain), (read.Login, read.Domain));
        Assert.Equal(account.Aliases, read.Aliases);
        Assert.Equal(account.ExternalSenders, read.ExternalSenders);
        Assert.Equal(account.Countries, read.Countries);
    });

    [Fact]
    public void Mail_WrittenAndReadByTheService_IsTheSame() => Gen.Select(Gen.Frequency((1, Gen.Const(EmailAddress.NullReversePath)), (9, Address)), Gen.Bool, Gen.Long[0, long.MaxValue])
        .Sample(static (sender, hasSize, size) =>
        {
            var parameters = new MailParameters { DeclaredSize = hasSize ? size : null };
            HostWire.Mail read = Through(FactWriter.Mail(sender, parameters), HostWire.Mail.Parser);
            Assert.Equal(sender.ToString(), FactReader.ReversePath(read, "mail")?.ToString());
            Assert.Equal(parameters, FactReader.Parameters(read, "mail") ?? MailParameters.None);
        });

    [Fact]
    public void Outcome_WrittenReadByTheServiceAndToldBack_IsTheSame()
    {
        foreach (AuthenticationOutcome outcome in Enum.GetValues<AuthenticationOutcome>())
        {
            HostWire.Authentication read = Through(FactWriter.Authentication(new AuthenticationFacts("jan", outcome)), HostWire.Authentication.Parser);
            Assert.Equal("jan", read.Login);
            Assert.Equal(outcome, FactReader.Outcome(read.Outcome, "outcome"));
            Assert.Equal(outcome, EnumReader.Read((Wire.AuthenticationOutcome)VerdictMessages.Of(outcome)));
        }
    }

    [Fact]
    public void Message_WrittenAndReadByTheService_IsTheSame() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Label.Array[0, 4], Gen.Select(Label, Label).Array[0, 4], Address.Array[0, 3], Gen.Bool, Gen.Bool, Gen.Int[1, 1000], Label).Sample(
            static (size, names, hops, from, isPartial, isEncrypted, parts, incomplete) =>
            {
                var message = new MessageFacts
                {
                    Size = size,
                    Structure = new MessageStructure
                    {
                        Attachments = [.. names.Distinct(StringComparer.Ordinal).Select(static name => new AttachmentName(name, AttachmentNameSource.Disposition))],
                        Received = [.. hops.Select(static hop => new ReceivedHop(hop.Item1, hop.Item2.ToUpperInvariant()))],
                        From = [.. from.Select(static address => address.Canonical)],
                        HasPartialMessage = isPartial,
                        HasEncryptedPart = isEncrypted,
                        Parts = parts,
                        Incomplete = isPartial ? incomplete : null,
                    },
                };
                MessageFacts read = FactReader.Message(Through(FactWriter.Message(message), HostWire.Message.Parser), null, "message");
                Assert.Equal(size, read.Size);
                Assert.Equal(message.Structure.Attachments.Order(ByName), read.Structure!.Attachments.Order(ByName));
                Assert.Equal(message.Structure.Received, read.Structure.Received);
                Assert.Equal(message.Structure.From, read.Structure.From);
                Assert.Equal((isPartial, isEncrypted, parts, message.Structure.Incomplete), (read.Structure.HasPartialMessage, read.Structure.HasEncryptedPart, read.Structure.Parts, read.Structure.Incomplete));
            });

    [Fact]
    public void Verdict_WrittenByTheServiceAndRead_IsTheSame() =>
        AnyVerdict.Sample(static verdict => Assert.Equal(verdict, VerdictReader.Read(Through(VerdictMessages.Of(verdict), Wire.Verdict.Parser))));

    [Fact]
    public void SpamScan_WrittenByTheServiceAndRead_IsTheSame() => Gen.Select(Gen.Bool, Gen.Double, Gen.Double, Gen.Bool, Words, Label.Array[0, 3]).Sample(
        static (isSpam, score, required, hasRequired, action, tests) =>
        {
            var scan = new SpamScan(isSpam, score) { RequiredScore = hasRequired ? required : null, Action = action, Tests = [.. tests] };
            SpamScan read = VerdictReader.Read(Through(VerdictMessages.Of(LookupResult<SpamScan>.Found(scan))!, Wire.SpamScan.Parser))!;
            Assert.Equal(scan.Tests, read.Tests);
            Assert.Equal(scan, read with { Tests = scan.Tests });
        });

    [Fact]
    public void Decision_WrittenByTheServiceAndRead_IsTheSame() => Decision.Sample(static decision =>
    {
        DecisionRecord read = DecisionReader.Read(Through(DecisionMessages.Of(decision), Wire.Decision.Parser));
        Assert.Equal(decision.Rules.Length, read.Rules.Length);
        foreach ((RuleObservation one, RuleObservation other) in decision.Rules.Zip(read.Rules))
        {
            Assert.Equal(one.Saw, other.Saw);
            Assert.Equal(one.Counters, other.Counters);
            Assert.Equal(one, other with { Saw = one.Saw, Counters = one.Counters });
        }

        Assert.Equal(decision, read with { Rules = decision.Rules });
    });

    private static readonly Comparer<AttachmentName> ByName = Comparer<AttachmentName>.Create(static (left, right) => string.CompareOrdinal(left.Name, right.Name));

    private static string? Reason(string text) => text.Length > 0 ? text : null;

    private static T Through<T>(IMessage message, MessageParser<T> parser)
        where T : IMessage<T> => parser.ParseFrom(message.ToByteArray());
}
