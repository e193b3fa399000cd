using System.Text;
using CsCheck;
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
    [InlineData("about: x.\nsteps:\n  - message: { handed_over: false }", "'message' needs a 'file' or a 'size'.")]
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
