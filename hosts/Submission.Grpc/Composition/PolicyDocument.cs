using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi.Models;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Submission.Grpc.Composition;

/// <summary>The OpenAPI document of the JSON calls. It says of each field what the proto file says.</summary>
internal static class PolicyDocument
{
    private const string Version = "v1";

    public static void Describe(SwaggerGenOptions options)
    {
        options.SwaggerDoc(Version, new OpenApiInfo
        {
            Title = "submission.policy.v1",
            Version = Version,
            Description = "Judges mail submission by the policy in force. The stream Session is gRPC only.",
        });
        string comments = Path.Combine(AppContext.BaseDirectory, Assembly.GetExecutingAssembly().GetName().Name + ".xml");
        if (File.Exists(comments)) options.IncludeGrpcXmlComments(comments, includeControllerXmlComments: true);
        if (File.Exists(comments)) options.IncludeXmlComments(comments);
    }
}
