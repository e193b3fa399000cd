using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Submission.Policy;
using Submission.Smtp.Server;
using Submission.Smtp.Tests.Support;

namespace Submission.Smtp.Tests.Server;

/// <summary>What goes wrong between a session and its host leaves nothing behind that others would suffer from.</summary>
public sealed class HostFailureTests
{
    private const string Mail = "MAIL FROM:<a@b.cz>\r\nRCPT TO:<a@b.cz>\r\n";

    [Fact]
    public async Task Messages_P22_WhoseAnswersFailForWantOfMemory_AreNotTakenToWaitForEver()
    {
        FakeTimeProvider time = new();
        Script script = new() { Message = static _ => new(SmtpReply.Parse($"250 2.0.0 {new byte[int.MaxValue].Length}")) };
        await using TestServer server = await TestServer.StartAsync(
            script, static o => (o.Load.MaximumAnswerDelay, o.Load.MaximumQueueDelay, o.MaximumIdleCommands) = (TimeSpan.FromSeconds(10), TimeSpan.Zero, 1_000_000), time);
        await using SmtpWire idle = await SmtpWire.GreetAsync(server.StartTls);
        for (int i = 0; i < AnswerDelays.LeastWaiting; i++)
        {
            await using SmtpWire client = await SmtpWire.GreetAsync(server.StartTls);
            await client.SendAsync(Mail + "DATA\r\ntext\r\n.\r\n");
            await client.ReadToEndAsync();
        }

        for (int i = 0; i < 60; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(500));
            Assert.StartsWith("250", await idle.AskAsync("NOOP"), StringComparison.Ordinal);
        }

        Assert.False(server.Handler.IsOverloaded);
    }

    [Fact]
    public async Task Session_WhoseClientCannotBeToldWhileTheHostHasItsMessage_EndsOnlyAfterTheHostHasAnswered()
    {
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Script script = new() { Hold = _ => release.Task };
        SmtpConnectionHandler handler = new(new SmtpServerOptions { Hostname = "smtp.example" }, script, null, TimeProvider.System, NullLogger<SmtpConnectionHandler>.Instance);
        Pipe input = new(new PipeOptions(useSynchronizationContext: false));
        BreakableStream output = new();
        await using DefaultConnectionContext connection = new("pipe") { Transport = new Ends(input.Reader, PipeWriter.Create(output)) };
        Task serving = handler.OnConnectedAsync(connection, SmtpListenerMode.StartTls);
        await input.Writer.WriteAsync("EHLO a\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await Patience.UntilAsync(() => output.Said.Contains("250 ", StringComparison.Ordinal));

        output.IsBroken = true;
        // The reply to the first chunk is unsent when the host gets the message.
        await input.Writer.WriteAsync(Encoding.ASCII.GetBytes(Mail + "BDAT 3\r\na\r\nBDAT 3 LAST\r\nb\r\n"), TestContext.Current.CancellationToken);
        await Patience.UntilAsync(() => script.Messages.Count == 1 && output.Failures > 0);
        // A session that were given up by now would end soon.
        await Task.WhenAny(serving, Task.Delay(50, TestContext.Current.CancellationToken));
        Assert.DoesNotContain("closed", script.Log);

        release.SetResult();
        await serving.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(["message 6", "closed"], script.Log[^2..]);
    }

    private sealed class Ends(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }

    private sealed class BreakableStream : MemoryStream
    {
        private volatile string _said = "";
        private int _failures;

        public bool IsBroken { get; set; }

        public string Said => _said;

        public int Failures => Volatile.Read(ref _failures);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!IsBroken)
            {
                _said += Encoding.ASCII.GetString(buffer.Span);
                return default;
            }

            Interlocked.Increment(ref _failures);
            return ValueTask.FromException(new IOException("The client is gone."));
        }
    }
}
