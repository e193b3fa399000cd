using Submission.Hosting.Running;
using Submission.Milter;

return await HostProgram.RunAsync(MilterHost.Description, args);
