using Submission.Gateway.Routing;

namespace Submission.Gateway.Tests.Routing;

public sealed class RouteCostTests
{
    // A resolve remembers nothing, so it builds the route anew; this bounds what that costs beside the kilobytes of an SMTP transaction.
    [Theory]
    [InlineData(1, 1536)]
    [InlineData(5, 4096)]
    public void ResolveAsync_KnownDomain_AllocatesLittle(int hosts, long most)
    {
        IRouteResolver routes = Routes.Create(MailWorld.With([.. Enumerable.Range(0, hosts).Select(static i => MailWorld.Host(i, $"mx{i}.test", $"192.0.2.{i}", $"2001:db8::{i}"))]));
        Resolve(routes, 100);

        const int times = 100;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Resolve(routes, times);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / times, 1, most);
    }

    private static void Resolve(IRouteResolver routes, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Task<RouteResult> result = routes.ResolveAsync("some.test", CancellationToken.None).AsTask();
            Assert.True(result.IsCompletedSuccessfully);
        }
    }
}
