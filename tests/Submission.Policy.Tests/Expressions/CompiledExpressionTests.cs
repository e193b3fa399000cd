using System.Globalization;
using Submission.Policy.Expressions;

namespace Submission.Policy.Tests.Expressions;

public sealed class CompiledExpressionTests
{
    [Fact]
    public void Facts_AreListedOnceInTheirOrder()
    {
        CompiledExpression compiled = ExpressionFixture.Compile("sender.domain == '' or account == sender and sender.domain in lists.nothing");
        Assert.Equal(["sender.domain", "account.login", "sender.address"], compiled.Facts.Select(static fact => fact.Name));
        Assert.False(compiled.IsConstant);
        Assert.True(ExpressionFixture.Compile("1 < 2").IsConstant);
    }

    [Fact]
    public void Observe_Facts_TellsValuesAndReasons()
    {
        CompiledExpression compiled = ExpressionFixture.Compile("client.country == 'CZ' or sender.domain in account.aliases or client.tls");
        PolicyContext context = ExpressionFixture.Context(country: null);
        Assert.Equal(
            ["client.country=(the country is not known: no database)", "sender.domain=domena.cz", "account.aliases=[domena.eu, domena.sk]", "client.tls=true"],
            compiled.Facts.Select(fact => $"{fact.Name}={fact.TextOrReason(context)}"));
    }

    [Theory]
    [InlineData("client.ip", "192.0.2.7", "192.0.2.7")]
    [InlineData("client.ip", "2001:db8:1:2:3::4", "2001:db8:1:2::/64")]
    [InlineData("account", "192.0.2.7", "jan@domena.cz")]
    [InlineData("sender.domain + '/' + helo.name", "192.0.2.7", "domena.cz/Mail.Example.ORG")]
    [InlineData("session.messages - 10", "192.0.2.7", "-7")]
    [InlineData("client.tls", "192.0.2.7", "true")]
    public void TryEvaluateSubject_Key_IsText(string text, string client, string expected)
    {
        CompiledExpression compiled = ExpressionFixture.Compile(text);
        Assert.True(compiled.IsSubject);
        Assert.True(compiled.TryEvaluateSubject(ExpressionFixture.Context(client: client), out string? subject));
        Assert.Equal(expected, subject);
    }

    [Fact]
    public void TryEvaluateSubject_FactNotKnown_TellsWhy()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.Account = null;
        Assert.False(ExpressionFixture.Compile("account").TryEvaluateSubject(context, out string? subject, out string? error));
        Assert.Null(subject);
        Assert.Equal("the client has not authenticated", error);
        Assert.False(ExpressionFixture.Compile("account.aliases").IsSubject);
    }

    [Theory]
    [InlineData("sender.domain != account.domain and not (sender.domain in account.aliases)")]
    [InlineData("client.webmail and sender.address in account.external_senders")]
    [InlineData("message.declared_size > 1048576 and recipient.domain in lists.big_mail_domains")]
    [InlineData("in_network(client.ip, lists.webmail_networks) or client.ip in ['192.0.2.9']")]
    [InlineData("client.country in lists.allowed_countries or client.country in account.countries")]
    [InlineData("account.aliases.exists(a, subdomain_of(recipient.domain, a)) or subdomain_of(recipient.domain, lists.big_mail_domains)")]
    [InlineData("glob(recipient.domain, '*.seznam.cz') and sender.address.endsWith('.cz') and size(helo.name) > 3")]
    [InlineData("session.messages in [7, session.recipients, 3] and 2 * session.messages + 1 < 100 and now < timestamp('2027-01-01T00:00:00Z')")]
    public void TryEvaluateBool_Condition_AllocatesNothing(string text)
    {
        CompiledExpression compiled = ExpressionFixture.Compile(text, ExpressionType.Bool);
        PolicyContext context = ExpressionFixture.Context();
        for (int i = 0; i < 100; i++) compiled.TryEvaluateBool(context, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) compiled.TryEvaluateBool(context, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Evaluate_TurkishCulture_MakesNoDifference()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("tr-TR");
        try
        {
            PolicyContext context = ExpressionFixture.Context();
            context.Sender = EmailAddress.Parse("INFO@MAIL.IDENTITY.CZ");
            context.HeloName = "ISTANBUL";
            Assert.Equal("true", ExpressionFixture.Evaluate("sender == 'info@mail.identity.cz' and sender.domain in ['mail.identity.cz']", context));
            Assert.Equal("true", ExpressionFixture.Evaluate("helo.name != 'istanbul' and helo.name.matches('(?i)^istanbul$') and 'I' < 'i'", context));
            Assert.Equal("1.5-3", ExpressionFixture.Evaluate("string(1.5) + string(-3)", context));
            Assert.Equal(["11: Unknown word 'IN'. Write in."], ExpressionFixture.Errors("client.tls IN [true]"));
            Assert.Equal(["0: 'ci' can never equal 'account.countries', which is a country code. Write 'CI'."], ExpressionFixture.Errors("'ci' in account.countries"));
            Assert.Equal("error: the text is no double", ExpressionFixture.Evaluate("string(double('1,5' + string(session.messages)))", context));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
