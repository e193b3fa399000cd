using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Submission.Hosting.Admin;

/// <summary>Lets every request that came over the admin socket end at the admin endpoint, and no other.</summary>
internal sealed class AdminPipeline : IStartupFilter
{
    private const int MaximumBodyLength = 0;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
    {
        application.Use(static (context, following) =>
        {
            if (context.Features.Get<IConnectionItemsFeature>() is not { } connection || !AdminListener.IsAdmin(connection.Items)) return following(context);
            // No request of the admin socket has a body.
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = MaximumBodyLength;
            return context.RequestServices.GetRequiredService<AdminEndpoint>().HandleAsync(context);
        });
        next(application);
    };
}
