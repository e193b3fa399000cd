using System.Text;
using CsCheck;
using Submission.Policy.Lookups;
using Submission.Policy.Specification;
using Submission.Policy.Testing.Cases;
using Submission.Policy.Testing.Tests.Specs;

namespace Submission.Policy.Testing.Tests.Runner;

public sealed class CaseReaderTests
{
    private const string Right = "about: x.\nsteps:\n  - connect: 192.0.2.1";

    [Theory]
    [InlineData("about: x.\nsteps:\n  - conect: 192.0.2.1", "x:3:5: 'conect' is not a word of a step. Did you mean 'connect'?")]
    [InlineData("about: x.\nstep: []", "'step' is not a word of a case. Did you mean 'steps'?")]
    [InlineData("steps:\n  - connect: 192.0.2.1", "A case says in one sentence what it shows.")]
    [InlineData("about: x.", "A case has steps.")]
    [InlineData("about: x.\nsteps:\n  - { connect: 192.0.2.1, quit: true }", "A step does exactly one thing.")]
    [InlineData("about: x.\nsteps:\n  - session: a", "A step does exactly one thing.")]
    [InlineData("about: x.\nsteps:\n  - connect: 192.0.2.300", "'192.0.2.300' is not an IP address.")]
    [InlineData("about: x.\nsteps:\n  - connect: { tls: false }", "'connect' needs an 'ip'.")]
    [InlineData("about: x.\nsteps:\n  - mail: <jan@domena.cz>", "'<jan@domena.cz>' is not a mail address.")]
    [InlineData("about: x.\nsteps:\n  - auth: jan", "'auth' needs a login and a password.")]
    [InlineData("about: x.\nsteps:\n  - auth: { login: jan, outcome: maybe }", "An outcome is")]
    [InlineData("about: x.\nsteps:\n  - after: 61", "'61' is not a span of time.")]
    [InlineData("about: x.\nsteps:\n  - after: 61s\n    expect: accept", "Nothing is said to 'after'")]
    [InlineData("about: x.\nsteps:\n  - connect: 192.0.2.1\n    expect: refused", "'refused' cannot be expected.")]
    [InlineData("about: x.\nsteps:\n  - connect: 192.0.2.1\n    by: Some Rule", "'Some Rule' is not the id of a rule.")]
    [InlineData("about: x.\nsteps:\n  - connect: 192.0.2.1\n    close: perhaps", "'close' is true or false.")]
    [InlineData("about: x.\nsteps:\n  - repeat: 3", "'repeat' needs 'do'.")]
    [InlineData("about: x.\nsteps:\n  - repeat: 0\n    do: [reset]", "'repeat' is a whole number from 1 to 100000.")]
    [InlineData("about: x.\nsteps:\n  - message: none.eml", "There is no message 'none.eml'.")]
    [InlineData("about: x.\nsteps:\n  - message: ../secret.eml", "A message is named by its file")]
    [InlineData("about: x.\nsteps:\n  - message: { file: [a.eml] }", "x:3:22: 'file' is a single value.")]
    [InlineData("about: x.\nsteps:\n  - message: { file: none.eml, attachments: [a.exe] }", "x:3:32: What a file holds is read from it, so 'attachments' cannot be given. Give the file or the facts.")]
    [InlineData("about: x.\nsteps:\n  - message: { atachments: [a.exe] }", "'atachments' is not a word of message. Did you mean 'attachments'?")]
    [InlineData("about: x.\nsteps:\n  - message: { attachments: a.exe }", "'attachments' is a list.")]
    [InlineData("about: x.\nsteps:\n  - message: { received: [mx.example] }", "a hop needs words with values.")]
    [InlineData("about: x.\nsteps:\n  - message: { received: [{ from: mx.example }] }", "'from' is not a word of a hop. It knows: by, with.")]
    [InlineData("about: x.\nsteps:\n  - message: { unreadable: true, from: [a@b.cz] }", "x:3:34: Of a message that cannot be read nothing is known, so 'from' cannot be given. Leave one of the two out.")]
    [InlineData("about: x.\nsteps:\n  - message: { partial: maybe }", "'partial' is true or false.")]
    [InlineData("about: x.\nsteps:\n  - message: { virus: '' }", "x:3:23: 'virus' is clean, unavailable, or the name of a virus.")]
    [InlineData("about: x.\nsteps:\n  - message: { spam: maybe }", "x:3:22: 'maybe' is no judgement of a spam scanner. Write ham, spam, unavailable, or for example { verdict: spam, score: 12.5 }.")]
    [InlineData("about: x.\nsteps:\n  - message: { spam: { score: 3 } }", "'spam' needs a verdict.")]
    [InlineData("about: x.\nsteps:\n  - message: { spam: { verdict: ham, score: '3,5' } }", "'3,5' is not a score. Write a number, for example 12.5.")]
    [InlineData("about: x.\nsteps:\n  - queued: none", "x:3:13: 'queued' says of how many messages, the latest first. Write a whole number from 1 to 100000, or all.")]
    [InlineData("about: x.\nsteps:\n  - bounced: { last: 0 }", "'last' says of how many messages")]
    [InlineData("about: x.\nsteps:\n  - delivered: { first: 3 }", "'first' is not a word of delivered.")]
    [InlineData("about: x.\nsteps:\n  - bounced: { recipient: nobody }", "'nobody' is not a mail address.")]
    [InlineData("about: x.\nsteps:\n  - queued: all\n    session: a", "x:4:5: 'queued' happens outside of every session. Leave 'session' out.")]
    [InlineData("about: x.\nsteps:\n  - queued: all\n    expect: accept", "Nothing is said to 'queued'")]
    [InlineData("about: x.\nsteps:\n  - lift_blocks", "'lift_blocks' names whose blocks are lifted.")]
    [InlineData(Right + "\ngiven: { virus_scanner: [] }", "'virus_scanner' is a single value.")]
    [InlineData(Right + "\ngiven: { spam_scanner: down }", "'down' is no judgement of a spam scanner.")]
    [InlineData(Right + "\ngiven: { trusted_relays: ['..'] }", "'..' is not a domain name.")]
    [InlineData(Right + "\ngiven: { now: yesterday }", "'yesterday' is not a moment.")]
    [InlineData(Right + "\ngiven: { accounts: [{ login: jan@domena.cz }] }", "An account has a login and a password.")]
    [InlineData(Right + "\ngiven: { accounts: [{ login: jan, password: x }] }", "'jan' is not a mail address.")]
    [InlineData(Right + "\ngiven: { accounts: [{ login: jan@domena.cz, password: x, smtp: off }] }", "'smtp' is enabled or disabled.")]
    [InlineData(Right + "\ngiven: { dns: { domena.cz: gone } }", "'gone' says nothing of a name.")]
    [InlineData(Right + "\ngiven: { dns: { domena.cz: { a: ['2001:db8::1'] } } }", "is of the other kind of address.")]
    [InlineData(Right + "\ngiven: { dns: { '..': absent } }", "'..' is not a domain name.")]
    [InlineData(Right + "\ngiven: { blocklists: { zone.example: { nobody: [127.0.0.2] } } }", "'nobody' is not an IP address.")]
    [InlineData(Right + "\ngiven: { countries: { moon: CZ } }", "'moon' is neither an address nor a network.")]
    [InlineData(Right + "\ngiven: { cleartext_auth: maybe }", "'cleartext_auth' is allowed or refused.")]
    [InlineData(Right + "\n---\n" + Right, "A file holds one case.")]
    public void Read_WrongCase_SaysWhatIsWrong(string text, string message)
    {
        List<SpecError> errors = [];

        GoldenCase? golden = Read(text, errors);

        Assert.Null(golden);
        Assert.Contains(errors, error => error.ToString().Contains(message, StringComparison.Ordinal));
        Assert.All(errors, static error => Assert.Equal("x", error.Location.File));
    }

    [Fact]
    public void Read_SeveralMistakes_TellsAllAtOnce()
    {
        List<SpecError> errors = [];

        Read("about: x.\ngiven: { now: never }\nsteps:\n  - connect: nowhere\n  - after: 0\n", errors);

        Assert.Equal(3, errors.Count);
    }

    [Fact]
    public void Read_RepeatedExpectation_IsThatOfEachStepWithoutOne()
    {
        GoldenCase golden = Read("about: x.\nsteps:\n  - repeat: 2\n    expect: any\n    do: [{ helo: a }, { helo: b, expect: accept }]", [])!;

        RepeatStep repeat = Assert.IsType<RepeatStep>(Assert.Single(golden.Steps));
        Assert.Equal(["any", "accept"], repeat.Steps.Select(static step => step.Expectation!.Outcome));
    }

    [Fact]
    public void Read_MessageByItsFacts_IsAsAReaderWouldTellThem()
    {
        GoldenCase golden = Read(
            """
            about: x.
            steps:
              - message:
                  attachments: [Invoice.pdf.exe, a.zip]
                  received: [{ by: MX.Example., with: esmtps }, { with: HTTP }]
                  from: [JAN@Domena.cz, nobody]
                  incomplete: 10000 parts
                  partial: true
                  encrypted: true
                  virus: Eicar-Test
                  spam: { verdict: spam, score: -1.5 }
                  handed_over: false
              - message: { size: 7 }
            """,
            [])!;

        CaseMessage message = ((MessageStep)golden.Steps[0]).Message;
        Assert.Equal(CaseMessage.DefaultSize, message.Size);
        Assert.Equal(["Invoice.pdf.exe", "a.zip"], message.Structure!.Attachments.Select(static name => name.Name));
        Assert.Equal([new ReceivedHop("mx.example", "ESMTPS"), new ReceivedHop("", "HTTP")], message.Structure.Received);
        Assert.Equal(["jan@domena.cz", "nobody"], message.Structure.From);
        Assert.Equal(("10000 parts", true, true), (message.Structure.Incomplete, message.Structure.HasPartialMessage, message.Structure.HasEncryptedPart));
        Assert.Equal("Eicar-Test", message.Virus!.Value.Value);
        Assert.Equal(new SpamScan(IsSpam: true, -1.5), message.Spam!.Value.Value);
        Assert.False(message.IsHandedOver);
        message = ((MessageStep)golden.Steps[1]).Message;
        Assert.Equal(7, message.Size);
        Assert.Equal((null, null, true), (message.Virus, message.Spam, message.IsHandedOver));
        Assert.Empty(message.Structure!.Attachments);
    }

    [Fact]
    public void Read_ShippedCaseChangedAnywhere_NeverThrows()
    {
        byte[][] files = [.. CaseReader.FindFiles(Repository.Forpsi).Select(File.ReadAllBytes)];
        Gen<(byte[] File, int At, byte Value, int Cut)> changes = Gen.Select(Gen.Int[0, files.Length - 1].Select(index => files[index]), Gen.Int[0, 2000], Gen.Byte, Gen.Int[0, 40]);

        changes.Sample(static change =>
        {
            List<byte> bytes = [.. change.File];
            int at = change.At % bytes.Count;
            bytes[at] = change.Value;
            bytes.RemoveRange(at, Math.Min(change.Cut, bytes.Count - at));
            List<SpecError> errors = [];
            GoldenCase? golden = CaseReader.Read("x", "x", bytes.ToArray(), new MessageFiles(".", "."), errors);
            return golden is not null == (errors.Count == 0);
        }, iter: 2000);
    }

    private static GoldenCase? Read(string text, List<SpecError> errors) =>
        CaseReader.Read("x", "x", Encoding.UTF8.GetBytes(text), new MessageFiles(".", "."), errors);
}
