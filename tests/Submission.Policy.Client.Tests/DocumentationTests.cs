using System.Net;
using System.Text;
using Submission.Policy.Client.Tests.Support;

namespace Submission.Policy.Client.Tests;

/// <summary>The C# of docs/grpc-client.md stands here too, and runs.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public async Task Session_OfThePage_PrintsWhatThePageSays()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        var output = new StringWriter();
        await RunAsync(client, output);
        string printed = output.ToString().TrimEnd();
        Assert.Equal("550 5.1.0 <eva@example.com> sender rejected [sender-domain-mismatch]", printed);
        Assert.Contains($"prints `{printed}`", Page(), StringComparison.Ordinal);
        ShowsCode("RunAsync", "Console", "output");
    }

    [Fact]
    public async Task Reservation_OfThePage_IsCommitted()
    {
        await using PolicyHost host = await PolicyHost.StartAsync();
        using PolicyClient client = host.CreateClient();
        await ReserveAsync(client, Dialogs.Octets);
        SubjectUsage usage = await client.UsageAsync(PolicyHost.Login, TestContext.Current.CancellationToken);
        Assert.All(usage.Windows, static window => Assert.Equal(1, window.Used));
        Assert.NotEmpty(usage.Windows);
        ShowsCode("ReserveAsync", "", "");
    }

    private static async Task RunAsync(PolicyClient client, TextWriter output)
    {
        await using PolicyClientSession session = client.OpenSession(new ClientFacts(IPAddress.Parse("198.51.100.7")));
        await session.ConnectAsync();
        await session.AuthenticateAsync("jan.novak@domena.cz", AuthenticationOutcome.Succeeded);
        await using PolicyClientTransaction transaction = session.BeginTransaction();
        Verdict verdict = await transaction.MailAsync(EmailAddress.Parse("eva@example.com"));
        output.WriteLine($"{verdict.Reply} [{verdict.Rule}]");
    }

    private static async Task ReserveAsync(PolicyClient client, byte[] octets)
    {
        var facts = new SubmissionFacts
        {
            Client = new ClientFacts(IPAddress.Parse("198.51.100.7")),
            Authentication = new AuthenticationFacts("jan.novak@domena.cz", AuthenticationOutcome.Succeeded),
            Sender = EmailAddress.Parse("jan.novak@domena.cz"),
            Recipients = [EmailAddress.Parse("friend@example.net")],
            Message = new MessageFacts { Size = octets.Length, Content = MessageContent.FromMemory(octets) },
        };
        await using PolicyReservation reservation = await client.ReserveAsync(facts);
        if (reservation.IsReserved && await HandOverAsync(octets)) await reservation.CommitAsync();
    }

    private static Task<bool> HandOverAsync(byte[] octets) => Task.FromResult(octets.Length > 0);

    private static string Page() => File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "grpc-client.md")).ReplaceLineEndings("\n");

    // The body of a method of this file must stand on the page as it is.
    private static void ShowsCode(string method, string onPage, string here)
    {
        string file = Path.Combine(RepositoryRoot.Path, "tests", "Submission.Policy.Client.Tests", "DocumentationTests.cs");
        string[] lines = File.ReadAllLines(file);
        int start = Array.FindIndex(lines, line => line.Contains($"static async Task {method}(", StringComparison.Ordinal)) + 2;
        int end = Array.IndexOf(lines, "    }", start);
        var body = new StringBuilder();
        foreach (string line in lines[start..end]) body.Append(line.AsSpan(Math.Min(8, line.Length))).Append('\n');
        string code = here.Length > 0 ? body.ToString().Replace(here + ".", onPage + ".", StringComparison.Ordinal) : body.ToString();
        Assert.Contains(code, Page(), StringComparison.Ordinal);
    }
}
