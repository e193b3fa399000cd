using System.Runtime.InteropServices;
using Submission.Cli.CommandLine;
using Submission.Cli.Output;

using var cancellation = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
using Terminal terminal = Terminal.OfProcess();
return await SubmissionPolicyTool.RunAsync(args, terminal, cancellation.Token);

void Cancel(PosixSignalContext signal)
{
    signal.Cancel = true;
    cancellation.Cancel();
}
