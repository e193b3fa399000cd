using System.Text;
using CsCheck;
using Submission.Policy.Expressions;
using Submission.Policy.Specification;

namespace Submission.Policy.Tests.Expressions;

public sealed class ReplyTemplateTests
{
    [Theory]
    [InlineData("550 5.1.0 <{sender}> sender rejected", "550 5.1.0 <Jan.Novak@domena.cz> sender rejected")]
    [InlineData("550 5.1.0 {id} policy violation", "550 5.1.0 0123456789abcdefABCDEF policy violation")]
    [InlineData("550 5.1.1 {id} invalid destination domain <{recipient}>", "550 5.1.1 0123456789abcdefABCDEF invalid destination domain <Info@mx.seznam.cz>")]
    [InlineData("550 5.1.0 <{sender}> sender rejected GeoIP {domain}:{ip}:{country}", "550 5.1.0 <Jan.Novak@domena.cz> sender rejected GeoIP domena.cz:192.0.2.7:CZ")]
    [InlineData("451 4.4.3 {id} cannot look up {recipient.domain} now, try again later", "451 4.4.3 0123456789abcdefABCDEF cannot look up mx.seznam.cz now, try again later")]
    [InlineData("554 5.7.1 {login} {helo} {{{client.tls}}} {message.declared_size}", "554 5.7.1 Jan@Domena.cz Mail.Example.ORG {true} 2000000")]
    [InlineData("421 4.7.0 {account.aliases} {now}", "421 4.7.0 [domena.eu, domena.sk] 2026-01-02T10:30:15.25Z")]
    [InlineData("550 5.7.1", "550 5.7.1")]
    public void Render_Fields_AreFilledIn(string text, string expected) => Assert.Equal(expected, Compile(text).Render(ExpressionFixture.Context()).ToString());

    [Fact]
    public void Render_Help_IsAppended() =>
        Assert.Equal("550 5.1.0 no, see https://support.example/limits", Compile("550 5.1.0 no", "https://support.example/limits").Render(ExpressionFixture.Context()).ToString());

    [Theory]
    [InlineData("", "??")]
    [InlineData(null, "??")]
    [InlineData("DE", "DE")]
    public void Render_Country_IsTwoCharactersAlways(string? country, string expected) =>
        Assert.Equal("550 5.7.1 " + expected, Compile("550 5.7.1 {country}").Render(ExpressionFixture.Context(country)).ToString());

    [Fact]
    public void Render_HostileFact_StaysOnOneLine()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.HeloName = "a\r\n250 ok\0\u0085\u2028\u001b[2J\ud800é\U0001F600";
        Assert.Equal("550 5.7.1 a??250 ok????[2J?é\U0001F600!", Compile("550 5.7.1 {helo}!").Render(context).ToString());
    }

    [Fact]
    public void Render_AnyFact_IsOneBoundedLine() => Gen.Select(Gen.String, Gen.Int[1, 400]).Sample(static (text, times) =>
    {
        PolicyContext context = ExpressionFixture.Context();
        context.HeloName = string.Concat(Enumerable.Repeat(text, times));
        context.Login = text;
        string line = Compile("550 5.7.1 {login} {helo} end", "https://a.example/").Render(context).ToString();
        Assert.DoesNotContain(line, static c => char.IsControl(c) || c is '\u2028' or '\u2029');
        Assert.True(Encoding.UTF8.GetByteCount(line) <= 510);
        Assert.EndsWith(", see https://a.example/", line, StringComparison.Ordinal);
        Assert.Equal(line, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(line)));
    });

    [Fact]
    public void Render_TooLongFacts_AreCutAtACharacter()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.HeloName = new string('é', 2000);
        string line = Compile("550 5.7.1 {helo}").Render(context).ToString();
        Assert.InRange(Encoding.UTF8.GetByteCount(line), 508, 510);
    }

    [Theory]
    [InlineData("", "0: A reply begins with a code of three digits. Write it like 550 5.7.1 not allowed.")]
    [InlineData("55 no", "0: A reply begins with a code of three digits. Write it like 550 5.7.1 not allowed.")]
    [InlineData("refused", "0: A reply begins with a code of three digits. Write it like 550 5.7.1 not allowed.")]
    [InlineData("250 2.0.0 fine", "0: 250 is no code of a refusal. Write a 4xx code from 421 on for now, a 5xx code for good.")]
    [InlineData("599 5.0.0 odd", "0: 599 is no code of a refusal. Write a 4xx code from 421 on for now, a 5xx code for good.")]
    [InlineData("550 4.1.0 no", "4: The code 550 and the enhanced status 4.1.0 disagree. Write 550 5.1.0, or a code that begins with 4.")]
    [InlineData("451 5.1.0 no", "4: The code 451 and the enhanced status 5.1.0 disagree. Write 451 4.1.0, or a code that begins with 5.")]
    [InlineData("550 sender rejected", "4: An enhanced status such as 5.7.1 must stand behind the code (RFC 2034). Write 550 5.7.1 and the text.")]
    [InlineData("550", "3: An enhanced status such as 5.7.1 must stand behind the code (RFC 2034). Write 550 5.7.1 and the text.")]
    [InlineData("451 no", "4: An enhanced status such as 5.7.1 must stand behind the code (RFC 2034). Write 451 4.7.1 and the text.")]
    [InlineData("550 5.1.0 <{sendr}> no", "11: Unknown field {sendr}. Did you mean {sender}?")]
    [InlineData("550 5.1.0 {password} {recipient.domian}", "10: Unknown field {password}. Known are {id}, {sender}, {recipient}, {ip}, {domain}, {country}, {login}, {helo} and every fact.|21: Unknown field {recipient.domian}. Did you mean {recipient.domain}?")]
    [InlineData("550 5.1.0 {spam.score}", "10: '{spam.score}' is not known at stage rcpt. It is known at message.")]
    [InlineData("550 5.1.0 {sender", "10: This '{' has no counterpart. Write {{ for the character itself.")]
    [InlineData("550 5.1.0 sender}", "16: This '}' has no counterpart. Write }} for the character itself.")]
    [InlineData("550 5.1.0 a\tb", "11: A reply is one line and holds no control characters.")]
    public void Compile_Mistake_IsReportedWhereItStands(string text, string expected) => Assert.Equal(expected, Errors(text));

    [Theory]
    [InlineData("550 5.1.0 {recipient}", PolicyStages.Mail, "10: '{recipient}' is not known at stage mail. It is known at rcpt.")]
    [InlineData("550 5.1.0 {domain}", PolicyStages.Connect, "10: '{domain}' is not known at stage connect. It is known at mail, rcpt, message.")]
    [InlineData("550 5.1.0 {id} {ip}", PolicyStages.Connect, "")]
    [InlineData("535 5.1.0 {id} {login}", PolicyStages.Auth, "")]
    public void Compile_FieldBeforeItsStage_IsReported(string text, PolicyStages stages, string expected) => Assert.Equal(expected, Errors(text, stages));

    [Fact]
    public void Compile_LineTooLong_IsAnError()
    {
        Assert.Equal("", Errors("550 5.1.0 " + new string('a', 500)));
        Assert.Equal("0: The reply is too long: a line of SMTP has at most 512 octets, codes and line break included.", Errors("550 5.1.0 " + new string('a', 501)));
        Assert.Equal("0: The reply is too long: a line of SMTP has at most 512 octets, codes and line break included.", Errors("550 5.1.0 " + new string('é', 251)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("https://a.example/\r\n250 ok")]
    public void Compile_BadHelp_IsAnErrorAtTheHelp(string help)
    {
        List<SpecError> errors = [];
        SpecScalar place = new(new SpecLocation("rule.yaml", 9, 7), help);
        Assert.Null(ReplyTemplate.Compile(ExpressionFixture.Scalar("550 5.1.0 no"), place, ExpressionFixture.Scope(), errors));
        Assert.Equal(9, Assert.Single(errors).Location.Line);
    }

    [Fact]
    public void Compile_AnyText_NeverThrows() => Gen.String.Sample(
        static text =>
        {
            List<SpecError> errors = [];
            ReplyTemplate? template = ReplyTemplate.Compile(ExpressionFixture.Scalar("550 5.1.0 " + text), null, ExpressionFixture.Scope(), errors);
            Assert.Equal(errors.Count == 0, template is not null);
            template?.Render(ExpressionFixture.Context());
        },
        iter: 10_000);

    [Fact]
    public void Facts_OfTemplate_AreThoseThatItShows()
    {
        ReplyTemplate template = Compile("550 5.1.0 {id} {ip} {client.ip} {recipient.domain}");
        Assert.Equal(["client.ip", "recipient.domain"], template.Facts.Select(static fact => fact.Name));
        Assert.Equal((550, new EnhancedStatus(5, 1, 0)), (template.Code, template.Status));
    }

    private static ReplyTemplate Compile(string text, string? help = null)
    {
        List<SpecError> errors = [];
        ReplyTemplate? template = ReplyTemplate.Compile(ExpressionFixture.Scalar(text), help is null ? null : ExpressionFixture.Scalar(help), ExpressionFixture.Scope(), errors);
        Assert.Empty(errors);
        return Assert.IsType<ReplyTemplate>(template);
    }

    private static string Errors(string text, PolicyStages stages = PolicyStages.Rcpt)
    {
        List<SpecError> errors = [];
        ReplyTemplate? template = ReplyTemplate.Compile(ExpressionFixture.Scalar(text), null, ExpressionFixture.Scope(stages), errors);
        Assert.Equal(errors.Count == 0, template is not null);
        return string.Join('|', errors.Select(static error => $"{error.Location.Column - ExpressionFixture.Origin.Column}: {error.Message}{(error.Mend is null ? "" : " " + error.Mend)}"));
    }
}
