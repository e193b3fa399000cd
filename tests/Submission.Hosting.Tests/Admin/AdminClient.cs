using System.Net.Http.Json;
using System.Net.Sockets;
using Submission.Admin;

namespace Submission.Hosting.Tests.Admin;

/// <summary>Asks over a unix socket, as curl does.</summary>
internal sealed class AdminClient(string path) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://localhost") };

    public Task<HttpResponseMessage> GetAsync(string target) => _client.GetAsync(target, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> PostAsync(string target) => _client.PostAsync(target, null, TestContext.Current.CancellationToken);

    public async Task<T> ReadAsync<T>(string target)
    {
        using HttpResponseMessage response = await GetAsync(target);
        return await DocumentAsync<T>(response);
    }

    public async Task<T> ChangeAsync<T>(string target)
    {
        using HttpResponseMessage response = await PostAsync(target);
        return await DocumentAsync<T>(response);
    }

    public static async Task<T> DocumentAsync<T>(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return (T)System.Text.Json.JsonSerializer.Deserialize(text, typeof(T), AdminJson.Default)!;
    }

    public static async Task<AdminProblem> ProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        AdminProblem problem = (await response.Content.ReadFromJsonAsync(AdminJson.Default.AdminProblem, TestContext.Current.CancellationToken))!;
        Assert.Equal((int)response.StatusCode, problem.Status);
        return problem;
    }

    public void Dispose() => _client.Dispose();
}
