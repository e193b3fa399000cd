using Submission.Policy.Expressions;

namespace Submission.Policy.Tests.Expressions;

public sealed class FactCatalogTests
{
    [Fact]
    public void All_Facts_HaveDistinctNamesAndText()
    {
        PolicyContext context = ExpressionFixture.Context();
        Assert.Equal(FactCatalog.All.Length, FactCatalog.All.Select(static fact => fact.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(FactCatalog.All, fact =>
        {
            Assert.NotNull(fact.Text(context));
            Assert.NotEqual(PolicyStages.None, fact.Stages);
            Assert.EndsWith(".", fact.About, StringComparison.Ordinal);
            Assert.Same(fact, FactCatalog.Find(fact.Node));
        });
    }

    [Theory]
    [InlineData("client.ip", PolicyStages.Connect)]
    [InlineData("helo.name", PolicyStages.Helo)]
    [InlineData("account.aliases", PolicyStages.Auth)]
    [InlineData("sender.domain", PolicyStages.Mail)]
    [InlineData("message.declared_size", PolicyStages.Mail)]
    [InlineData("recipients.count", PolicyStages.Rcpt)]
    [InlineData("message.size", PolicyStages.Message)]
    [InlineData("message.attachments", PolicyStages.Message)]
    [InlineData("message.received", PolicyStages.Message)]
    [InlineData("message.from", PolicyStages.Message)]
    [InlineData("spam.score", PolicyStages.Message)]
    [InlineData("spam.verdict", PolicyStages.Message)]
    public void TryGet_Fact_IsKnownFromItsFirstStageOn(string name, PolicyStages first)
    {
        Assert.True(FactCatalog.TryGet(name, out Fact? fact));
        PolicyStages expected = (PolicyStages)(0x3f & ~((int)first - 1));
        Assert.Equal(expected, fact.Stages);
    }

    [Theory]
    [InlineData("account", "account.login")]
    [InlineData("sender", "sender.address")]
    [InlineData("recipient", "recipient.address")]
    public void TryGet_Shorthand_IsTheLongName(string name, string expected)
    {
        Assert.True(FactCatalog.TryGet(name, out Fact? fact));
        Assert.Equal(expected, fact.Name);
    }

    [Fact]
    public void Text_FactNotKnown_IsNull()
    {
        PolicyContext context = ExpressionFixture.Context();
        context.Recipient = null;
        context.Message = null;
        foreach (string name in (string[])["recipient.address", "recipient.domain", "message.size"])
        {
            Assert.True(FactCatalog.TryGet(name, out Fact? fact));
            Assert.Null(fact.Text(context));
        }
    }
}
