using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Submission.Hosting.Admin;

/// <summary>Lets every request of HTTP end at the admin endpoint: nothing but the admin socket speaks HTTP.</summary>
internal sealed class AdminPipeline : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => application =>
        application.Run(context => context.RequestServices.GetRequiredService<AdminEndpoint>().HandleAsync(context));
}
