using Submission.Hosting.Running;
using Submission.SmtpServer;

return await HostProgram.RunAsync(SmtpServerHost.Description, args);
