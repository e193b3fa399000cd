using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Submission.Admin;
using Submission.Gateway.Queue;
using Submission.GatewayServer.Admin;
using Submission.Hosting.Configuration;
using Submission.Policy;

namespace Submission.GatewayServer.Tests.Admin;

/// <summary>A host with the admin socket of this project and the resources of a queue on it, and a client that asks over it.</summary>
internal sealed class AdminSite : IAsyncDisposable
{
    private const string Policy = """
        policy: small
        language: 1
        about: Nothing large.
        rules: [large]
        ---
        rule: large
        about: No message has more than a thousand octets.
        stage: message
        refuse-if: message.size > 1000
        reply: 550 5.1.0 {id} too large
        """;

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _application;
    private readonly HttpClient _client;
    private readonly WarningLog _log;

    private AdminSite(DirectoryInfo folder, WebApplication application, WarningLog log)
    {
        (_folder, _application, _log) = (folder, application, log);
        _client = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync });
    }

    /// <summary>What was logged as a warning by the resources.</summary>
    public IReadOnlyList<string> Warnings => [.. _log.Lines];

    /// <summary>Starts it.</summary>
    /// <param name="queue">The queue.</param>
    /// <param name="more">Adds what else the site has.</param>
    public static async Task<AdminSite> StartAsync(IMessageQueue queue, Action<IServiceCollection>? more = null)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("admin-");
        string policy = Path.Combine(folder.FullName, "policy.yaml");
        await File.WriteAllTextAsync(policy, Policy, TestContext.Current.CancellationToken);
        var options = new SubmissionOptions { Hostname = "smtp.example", Policy = policy };
        options.Admin.Socket = SocketIn(folder);
        var log = new WarningLog();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Logging.AddProvider(log);
        builder.Services.AddSubmissionHost(options, new HostView());
        builder.Services.AddSingleton(queue);
        builder.Services.AddQueueAdmin();
        more?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new AdminSite(folder, application, log);
    }

    public Task<HttpResponseMessage> GetAsync(string target) => SendAsync(HttpMethod.Get, target);

    public Task<HttpResponseMessage> HeadAsync(string target) => SendAsync(HttpMethod.Head, target);

    public Task<HttpResponseMessage> PostAsync(string target) => SendAsync(HttpMethod.Post, target);

    public async Task<T> ReadAsync<T>(string target) => await DocumentAsync<T>(await GetAsync(target));

    public async Task<T> ChangeAsync<T>(string target) => await DocumentAsync<T>(await PostAsync(target));

    /// <summary>Asks for what cannot be had.</summary>
    /// <returns>The status and what is said.</returns>
    public async Task<(int Status, string Detail)> RefusalAsync(HttpMethod method, string target)
    {
        using HttpResponseMessage response = await SendAsync(method, target);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        AdminProblem problem = JsonSerializer.Deserialize(await TextAsync(response), AdminJson.Default.AdminProblem)!;
        Assert.Equal((int)response.StatusCode, problem.Status);
        return (problem.Status, problem.Detail);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<T> DocumentAsync<T>(HttpResponseMessage response)
    {
        using (response)
        {
            string text = await TextAsync(response);
            Assert.True(response.IsSuccessStatusCode, text);
            return (T)JsonSerializer.Deserialize(text, typeof(T), AdminJson.Default)!;
        }
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static string SocketIn(DirectoryInfo folder) => Path.Combine(folder.FullName, "admin.sock");

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string target)
    {
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri($"http://localhost/v1/{target}", in asWritten));
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketIn(_folder)), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private sealed class WarningLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Submission.GatewayServer.", StringComparison.Ordinal)
            ? this
            : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
