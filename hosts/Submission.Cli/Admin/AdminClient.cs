using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Submission.Admin;
using Submission.Cli.CommandLine;

namespace Submission.Cli.Admin;

/// <summary>Asks a running host over its admin socket: HTTP with JSON documents. Whatever answers there is not trusted to be a host: its answers are bounded in time and length.</summary>
internal sealed class AdminClient : IDisposable
{
    private const int MaximumAnswer = 32 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>Makes a client; it connects with the first question.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="time">The clock by which the host has ten seconds for each answer.</param>
    public AdminClient(string path, TimeProvider time)
    {
        _path = path;
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, AllowAutoRedirect = false })
        {
            MaxResponseContentBufferSize = MaximumAnswer,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public Task<AdminResult<AdminLimits>> LimitsAsync(string subject, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"limits/{Uri.EscapeDataString(subject)}", AdminDocuments.Limits, cancellationToken);

    public Task<AdminResult<AdminChange>> ResetAsync(string subject, string? rule, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"limits/{Uri.EscapeDataString(subject)}/reset{QueryOf(rule)}", AdminDocuments.Change, cancellationToken);

    public Task<AdminResult<AdminBlocks>> BlocksAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "blocks", AdminDocuments.Blocks, cancellationToken);

    public Task<AdminResult<AdminChange>> LiftAsync(string subject, string? rule, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"blocks/{Uri.EscapeDataString(subject)}/lift{QueryOf(rule)}", AdminDocuments.Change, cancellationToken);

    public Task<AdminResult<AdminDecision>> DecisionAsync(string id, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"decisions/{id}", AdminDocuments.Decision, cancellationToken);

    public Task<AdminResult<AdminHealth>> HealthAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, "health", AdminDocuments.Health, cancellationToken);

    public void Dispose() => _http.Dispose();

    private static string QueryOf(string? rule) => rule is null ? "" : $"?rule={Uri.EscapeDataString(rule)}";

    /// <summary>Asks for a document.</summary>
    /// <param name="method">GET or POST.</param>
    /// <param name="resource">The target behind <c>/v1/</c>, its parts escaped.</param>
    /// <param name="type">The document.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="limit">How long the host may take; ten seconds where nothing is said.</param>
    /// <param name="withoutResource">What is said where the host has no such resource at all; what the host says where nothing is given.</param>
    public async Task<AdminResult<T>> SendAsync<T>(
        HttpMethod method, string resource, JsonTypeInfo<T> type, CancellationToken cancellationToken, TimeSpan? limit = null, string? withoutResource = null)
        where T : class
    {
        TimeSpan most = limit ?? Patience;
        using var patience = new CancellationTokenSource(most, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            // A subject is one segment, whatever it looks like: nothing of it may be taken for dots or slashes of a path.
            using var request = new HttpRequestMessage(method, new Uri($"http://localhost/v1/{resource}", in AsWritten));
            using HttpResponseMessage response = await _http.SendAsync(request, ending.Token);
            byte[] answer = await response.Content.ReadAsByteArrayAsync(ending.Token);
            return response.IsSuccessStatusCode ? new AdminResult<T>(Read(answer, type), null, ExitCode.Ok) : Refused<T>((int)response.StatusCode, answer, withoutResource);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new AdminResult<T>(null, $"Whatever listens on {_path} has not answered within {most.TotalSeconds} seconds. Is it a host of this project, and does it do anything else?", ExitCode.Unreadable);
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException socket && exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            return new AdminResult<T>(null, AdminSocketFailure.Describe(_path, socket), ExitCode.Unreadable);
        }
        catch (HttpRequestException exception) when (exception.InnerException is ArgumentOutOfRangeException)
        {
            return new AdminResult<T>(null, $"The path {_path} is longer than a unix socket's can be.", ExitCode.Usage);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException)
        {
            return new AdminResult<T>(null, $"What listens on {_path} does not answer as a host does. Is it a host of this project, and of the same version as this tool?", ExitCode.Unreadable);
        }
    }

    private static T Read<T>(byte[] answer, JsonTypeInfo<T> type)
        where T : class
    {
        AdminDocuments.RejectMissingItems(answer);
        return JsonSerializer.Deserialize(answer, type) ?? throw new JsonException("The document is null.");
    }

    private static AdminResult<T> Refused<T>(int status, byte[] answer, string? withoutResource)
        where T : class
    {
        AdminProblem problem = Read(answer, AdminDocuments.Problem);
        int exitCode = status switch
        {
            400 => ExitCode.Usage,
            404 => ExitCode.Errors,
            _ => ExitCode.Unreadable,
        };
        string? text = status == 404 && problem.Title == AdminQueueWords.NoSuchResource ? withoutResource : null;
        return new AdminResult<T>(null, text ?? (problem.Detail.Length > 0 ? problem.Detail : problem.Title), exitCode);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
