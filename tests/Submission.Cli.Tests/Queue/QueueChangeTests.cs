using System.Text;
using Submission.Admin;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;
using Submission.Cli.Tests.Admin;

namespace Submission.Cli.Tests.Queue;

/// <summary>The commands that change a queue, and <c>domains</c>, against a host on a socket.</summary>
public sealed class QueueChangeTests
{
    private const string Id = QueueExamples.Id;

    [Theory]
    [InlineData("queue retry --domain example.org", 3, 0, "3 deliveries due now\n", "POST /v1/queue/retry?domain=example.org")]
    [InlineData("queue retry --all", 1, 2, "1 delivery due now; 2 more under way are left alone\n", "POST /v1/queue/retry?all=true")]
    [InlineData("queue hold --account jan@domena.cz --reason spam --for 2h", 3, 1, "held 3 deliveries; 1 more under way is held when its attempt ends without success\n", "POST /v1/queue/hold?account=jan%40domena.cz&reason=spam&for=2h")]
    [InlineData("queue hold --sender <> --reason loop", 0, 2, "held 0 deliveries; 2 more under way are held when their attempts end without success\n", "POST /v1/queue/hold?sender=%3C%3E&reason=loop")]
    [InlineData("queue release --state held", 7, 0, "released 7 deliveries\n", "POST /v1/queue/release?state=held")]
    [InlineData("queue release --id " + Id, 0, 0, "There is nothing to release.\n", "POST /v1/queue/release?id=" + Id)]
    [InlineData("queue bounce --domain exampel.org --reason typo?", 1, 1, "returned 1 delivery to the senders; 1 more under way is left alone\n", "POST /v1/queue/bounce?domain=exampel.org&reason=typo%3F")]
    [InlineData("queue bounce --id " + Id, 1, 0, "returned 1 delivery to the senders\n", "POST /v1/queue/bounce?id=" + Id)]
    [InlineData("queue drop --state held --account eva@domena.cz --reason spam --yes", 2, 0, "dropped 2 deliveries\n", "POST /v1/queue/drop?account=eva%40domena.cz&state=held&reason=spam")]
    [InlineData("queue drop --all --yes", 0, 0, "There is nothing to drop.\n", "POST /v1/queue/drop?all=true")]
    public async Task Change_OfMail_SaysWhatWasDone(string line, int changed, int underWay, string expected, string request)
    {
        string[] words = line.Split(' ');
        await using AdminHost host = await AdminHost.StartAsync(new AdminQueueChange(words[1], changed, underWay));
        Assert.Equal(new ToolRun(0, expected, ""), await ToolRun.RunAsync([.. words, "--socket", host.Socket]));
        Assert.Equal([request], host.Requests);
    }

    [Theory]
    [InlineData("domains suspend example.org --reason moved --for 4h", true, "suspended example.org for 4h\n", "POST /v1/domains/example.org/suspend?reason=moved&for=4h")]
    [InlineData("domains suspend [IPv6:::1] --reason moved", true, "suspended example.org until it is resumed\n", "POST /v1/domains/%5BIPv6%3A%3A%3A1%5D/suspend?reason=moved")]
    [InlineData("domains resume example.org", true, "resumed example.org\n", "POST /v1/domains/example.org/resume")]
    [InlineData("domains resume ..", false, "example.org was not suspended.\n", "POST /v1/domains/../resume")]
    public async Task Change_OfADomain_SaysWhatWasDone(string line, bool isChanged, string expected, string request)
    {
        string[] words = line.Split(' ');
        await using AdminHost host = await AdminHost.StartAsync(new AdminDomainChange("example.org", words[1], isChanged));
        Assert.Equal(new ToolRun(0, expected, ""), await ToolRun.RunAsync([.. words, "--socket", host.Socket]));
        Assert.Equal([request], host.Requests);
    }

    [Fact]
    public async Task DomainsList_WithoutSuspensions_SaysSo()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminDomains([]));
        Assert.Equal(new ToolRun(0, "No domain is suspended.\n", ""), await ToolRun.RunAsync("domains", "list", "--socket", host.Socket));
    }

    [Fact]
    public async Task Json_IsTheDocumentOfTheHost()
    {
        await using AdminHost change = await AdminHost.StartAsync(new AdminQueueChange("hold", 2, 1));
        Assert.Equal(1, (await ToolRun.RunAsync("queue", "hold", "--all", "--reason", "x", "--json", "--socket", change.Socket)).Json().GetProperty("underWay").GetInt32());

        await using AdminHost domain = await AdminHost.StartAsync(new AdminDomainChange("example.org", "resume", false));
        Assert.False((await ToolRun.RunAsync("domains", "resume", "example.org", "--json", "--socket", domain.Socket)).Json().GetProperty("isChanged").GetBoolean());

        await using AdminHost domains = await AdminHost.StartAsync(QueueExamples.AtNoon.Domains);
        Assert.Equal(2, (await ToolRun.RunAsync("domains", "list", "--json", "--socket", domains.Socket)).Json().GetProperty("suspensions").GetArrayLength());
    }

    [Theory]
    [InlineData("queue", "A command is missing behind 'queue': list, show, stats, retry, hold, release, bounce, drop.")]
    [InlineData("queue retry", "Say which mail is meant: --id, --domain, --sender, --account or --state; --all means all of it.")]
    [InlineData("queue drop --yes", "Say which mail is meant: --id, --domain, --sender, --account or --state; --all means all of it.")]
    [InlineData("queue release --all --state held", "Say either --all or which mail is meant, not both.")]
    [InlineData("queue hold --all", "Option '--reason' is required.")]
    [InlineData("domains suspend example.org", "Option '--reason' is required.")]
    [InlineData("queue hold --all --reason x --for 31d", "'31d' is no time from 1s to 30d; write for example 2h or 1h30m.")]
    [InlineData("queue hold --all --reason x --for 500ms", "'500ms' is no time from 1s to 30d; write for example 2h or 1h30m.")]
    [InlineData("queue hold --all --reason x --for tomorrow", "'tomorrow' is no time from 1s to 30d; write for example 2h or 1h30m.")]
    [InlineData("queue hold --all --reason a\u001bb", "The reason holds the character U+001B; it must be one line of text.")]
    [InlineData("queue show short", "'short' is no id. An id has 22 characters 0-9, A-Z, a-z, as in a reply, in the log or in Received:.")]
    [InlineData("queue list --id short", "'short' is no id. An id has 22 characters 0-9, A-Z, a-z, as in a reply, in the log or in Received:.")]
    [InlineData("queue list --limit 0", "--limit takes 1 to 1000.")]
    [InlineData("queue list --limit -1", "--limit takes 1 to 1000.")]
    [InlineData("queue list --limit 1001", "--limit takes 1 to 1000.")]
    [InlineData("queue retry --domian example.org", "'--domian' is not an option here. Did you mean '--domain'?")]
    [InlineData("domains resume", "Required argument 'domain' missing for command: 'resume'.")]
    public async Task WrongUsage_IsTold(string line, string expected)
    {
        ToolRun run = await ToolRun.RunAsync(line.Split(' '));
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"error: {expected}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_ThatIsTooLong_IsWrongUsage()
    {
        ToolRun run = await ToolRun.RunAsync("queue", "bounce", "--all", "--reason", new string('x', 201));
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("error: The reason has 201 characters; it may have 200.\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task State_ThatThereIsNot_IsWrongUsage()
    {
        ToolRun run = await ToolRun.RunAsync("queue", "list", "--state", "stuck");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("'waiting'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HostWithoutAQueue_IsToldAsOne()
    {
        await using RunningHost host = await RunningHost.StartAsync(RunningHost.SmallPolicy);
        string[] lines =
        [
            "queue list", $"queue show {Id}", "queue stats", "queue retry --all", "queue hold --all --reason x", "queue release --all", "queue bounce --all", "queue drop --all --yes",
            "domains list", "domains suspend example.org --reason x", "domains resume example.org",
        ];
        foreach (string line in lines)
        {
            Assert.Equal(
                new ToolRun(1, "", "error: This host has no queue: it hands mail over at once.\n"),
                await ToolRun.RunAsync([.. line.Split(' '), "--socket", host.Socket]));
        }
    }

    [Fact]
    public async Task QueueThatDoesNotAnswer_IsToldAsTheHostSaysIt()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminProblem("The queue does not answer", 503, "The database is gone."), 503);
        Assert.Equal(new ToolRun(3, "", "error: The database is gone.\n"), await ToolRun.RunAsync("queue", "retry", "--all", "--socket", host.Socket));
    }

    [Fact]
    public async Task Drop_WhereNobodyCanBeAsked_WantsYes()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminQueueChange("drop", 1, 0));
        Assert.Equal(
            new ToolRun(2, "", "error: Nobody can be asked here whether to drop mail: say --yes.\n"), await ToolRun.RunAsync("queue", "drop", "--all", "--socket", host.Socket));
        Assert.Empty(host.Requests);
    }

    [Theory]
    [InlineData("yes\n", 0)]
    [InlineData(" YES \n", 0)]
    [InlineData("y\n", 1)]
    [InlineData("\n", 1)]
    [InlineData("", 1)]
    public async Task Drop_OnATerminal_SaysWhatIsMeantAndAsks(string answer, int exitCode)
    {
        await using AdminHost host = await AdminHost.StartAsync(QueueExamples.AnswerAsync);
        (int code, string output, string error) = await AskAsync(answer, "queue", "drop", "--domain", "example.org", "--socket", host.Socket);

        Assert.Equal(exitCode, code);
        Assert.StartsWith("Drops more than 3 deliveries, and nobody is told. Type yes to go on:", error, StringComparison.Ordinal);
        Assert.Equal("GET /v1/queue?domain=example.org&limit=1000", host.Requests[0]);
        if (exitCode == 0)
        {
            Assert.Equal("dropped 3 deliveries\n", output);
            Assert.Equal("POST /v1/queue/drop?domain=example.org", host.Requests[1]);
        }
        else
        {
            Assert.EndsWith("error: Nothing was dropped.\n", error, StringComparison.Ordinal);
            Assert.Single(host.Requests);
        }
    }

    [Fact]
    public async Task Drop_OnATerminalOfNothing_DoesNotAsk()
    {
        await using AdminHost host = await AdminHost.StartAsync(new AdminQueue([], null));
        (int code, string output, string error) = await AskAsync("yes\n", "queue", "drop", "--all", "--socket", host.Socket);
        Assert.Equal((1, "", "error: There is no such mail in the queue.\n"), (code, output, error));
        Assert.Equal(["GET /v1/queue?limit=1000"], host.Requests);
    }

    private static async Task<(int Code, string Output, string Error)> AskAsync(string answer, params string[] arguments)
    {
        using var input = new StringReader(answer);
        using var output = new StringWriter(new StringBuilder()) { NewLine = "\n" };
        using var error = new StringWriter(new StringBuilder()) { NewLine = "\n" };
        using var terminal = new Terminal(input, output, error, isInputRedirected: false);
        int code = await SubmissionPolicyTool.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
