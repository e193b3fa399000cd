using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;

namespace Submission.Grpc.Tests;

/// <summary>The same calls as JSON over HTTP/1.1, and what the service tells of itself.</summary>
public sealed class JsonTests
{
    private const string Check =
        """
        {"facts": {"connect": {"clientAddress": "192.0.2.1"}, "isTls": true, "authentication": {"outcome": "AUTHENTICATION_OUTCOME_SUCCEEDED", "login": "jan@domena.cz"},
         "mail": {"reversePath": "jan@domena.cz"}, "recipients": [{"forwardPath": "a@refused.example"}]}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_CheckThenExplain_TellVerdictAndDecision()
    {
        await using TestHost host = await TestHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Json };

        JsonNode check = await PostAsync(http, "/v1/check", Check, HttpStatusCode.OK);
        string id = check["transactionId"]!.GetValue<string>();
        JsonNode decision = (await http.GetFromJsonAsync<JsonNode>(new Uri($"/v1/decisions/{id}", UriKind.Relative), Token))!;

        Assert.Equal("VERDICT_KIND_REFUSE", check["verdict"]!["kind"]!.GetValue<string>());
        Assert.Equal($"550 5.1.1 {id} no a@refused.example", check["verdict"]!["reply"]!["line"]!.GetValue<string>());
        Assert.Equal("no-such-recipient", decision["decision"]!["verdict"]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public async Task Json_ReserveCommitAndRelease_AreResources()
    {
        await using TestHost host = await TestHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Json };
        string body = new Google.Protobuf.JsonFormatter(Google.Protobuf.JsonFormatter.Settings.Default).Format(new Wire.ReserveRequest { Facts = Facts.Good() });

        string first = (await PostAsync(http, "/v1/reservations", body, HttpStatusCode.OK))["transactionId"]!.GetValue<string>();
        string second = (await PostAsync(http, "/v1/reservations", body, HttpStatusCode.OK))["transactionId"]!.GetValue<string>();
        JsonNode commit = await PostAsync(http, $"/v1/reservations/{first}:commit", "", HttpStatusCode.OK);
        using HttpResponseMessage release = await http.DeleteAsync(new Uri($"/v1/reservations/{second}", UriKind.Relative), Token);
        JsonNode usage = (await http.GetFromJsonAsync<JsonNode>(new Uri("/v1/usage/jan@domena.cz", UriKind.Relative), Token))!;

        Assert.True(commit["charged"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.OK, release.StatusCode);
        Assert.Equal(1, usage["limits"]![0]!["used"]!.GetValue<int>());
        Assert.Equal(0, host.Reservations.Count);
    }

    [Fact]
    public async Task Json_SubjectWithASlash_IsASubject()
    {
        await using TestHost host = await TestHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Json };

        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri("/v1/usage/2001:db8::/64", UriKind.Relative), Token)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/check", "{}", HttpStatusCode.BadRequest, "facts: it is required")]
    [InlineData("/v1/check", """{"facts": {"connect": {}}}""", HttpStatusCode.BadRequest, "facts.connect.client_address: it is required")]
    [InlineData("/v1/check", "no JSON", HttpStatusCode.BadRequest, "Request JSON payload is not correctly formatted.")]
    [InlineData("/v1/reports", "{}", HttpStatusCode.BadRequest, "reports: it is required")]
    [InlineData("/v1/reservations/0353d7RPlhlWLw4IexnEHA:commit", "", HttpStatusCode.NotFound, "there is no reservation 0353d7RPlhlWLw4IexnEHA: it has been committed or released, or its lifetime is over")]
    public async Task Json_Errors_AreTheSameInJson(string path, string body, HttpStatusCode status, string message)
    {
        await using TestHost host = await TestHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Json };

        Assert.Equal(message, (await PostAsync(http, path, body, status))["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task OpenApi_Document_IsValidAndNamesEveryRoute()
    {
        await using TestHost host = await TestHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Json };

        JsonNode document = (await http.GetFromJsonAsync<JsonNode>(new Uri("/openapi/v1.json", UriKind.Relative), Token))!;

        Assert.Equal(
            [
                "delete /v1/reservations/{transactionId}", "get /v1/decisions/{id}", "get /v1/usage/{subject}", "post /v1/check", "post /v1/reports", "post /v1/reservations",
                "post /v1/reservations/{transactionId}:commit",
            ],
            document["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject().Select(call => $"{call.Key} {path.Key}")).Order(StringComparer.Ordinal));
        JsonObject schemas = document["components"]!["schemas"]!.AsObject();
        foreach (string reference in References(document)) Assert.True(schemas.ContainsKey(reference), reference);
        Assert.Contains("The address of the client: IPv4", document.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_ServiceThatCanJudge_IsServing()
    {
        await using TestHost host = await TestHost.StartAsync();
        var health = new Health.HealthClient(host.Channel());

        foreach (string service in (string[])["", "submission.policy.v1.PolicyService"])
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Token)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reflection_Service_IsToldUnlessItIsSwitchedOff(bool isOn)
    {
        await using TestHost host = await TestHost.StartAsync(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Submission:Grpc:Reflection"] = isOn ? "true" : "false" });
        using var call = new ServerReflection.ServerReflectionClient(host.Channel()).ServerReflectionInfo(cancellationToken: Token);
        // Where there is no such service, the call may have ended before the question is written.
        Exception? cutOff = await Record.ExceptionAsync(
            () => call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = "submission.policy.v1.PolicyService" }, Token));
        Assert.True(cutOff is null || (!isOn && cutOff is global::Grpc.Core.RpcException), cutOff?.ToString());

        if (!isOn)
        {
            Assert.Equal(global::Grpc.Core.StatusCode.Unimplemented, (await Assert.ThrowsAsync<global::Grpc.Core.RpcException>(() => call.ResponseStream.MoveNext(Token))).StatusCode);
            return;
        }

        Assert.True(await call.ResponseStream.MoveNext(Token));
        FileDescriptorProto[] files = [.. call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom)];
        Assert.Contains(files, static file => file.Service.Any(static service => service.Name == "PolicyService" && service.Method.Count == 8));
    }

    [Fact]
    public async Task AdminSocket_BesideTheService_AnswersForItselfOnly()
    {
        await using TestHost host = await TestHost.StartAsync();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, token) =>
            {
                var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
                await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(host.Folder, "admin.sock")), token);
                return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            },
        };
        using var admin = new HttpClient(handler) { BaseAddress = new Uri("http://admin") };
        using var json = new HttpClient { BaseAddress = host.Json };

        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(new Uri("/v1/health", UriKind.Relative), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync(new Uri("/v1/usage/a", UriKind.Relative), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await json.GetAsync(new Uri("/v1/health", UriKind.Relative), Token)).StatusCode);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject properties => properties.SelectMany(static property => property.Key == "$ref" ? [property.Value!.GetValue<string>().Split('/')[^1]] : References(property.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private static async Task<JsonNode> PostAsync(HttpClient http, string path, string body, HttpStatusCode status)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri(path, UriKind.Relative), content, Token);
        Assert.Equal(status, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!;
    }
}
