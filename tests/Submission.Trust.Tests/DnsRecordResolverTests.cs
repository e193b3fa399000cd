using Submission.Policy.Lookups;

namespace Submission.Trust.Tests;

/// <summary>Names that DNS cannot hold are answered without asking.</summary>
public sealed class DnsRecordResolverTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a..example")]
    [InlineData("é.example")]
    public async Task GetText_NoNameOfDns_IsNoSuchName(string name)
    {
        DnsRecordSet<string> found = await new DnsRecordResolver().GetTextAsync(name, TestContext.Current.CancellationToken);
        Assert.True(found is { IsAbsent: true, IsNoSuchName: true, IsSecure: false });
    }
}
