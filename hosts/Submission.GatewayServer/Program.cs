using Submission.GatewayServer;
using Submission.Hosting.Running;

return await HostProgram.RunAsync(GatewayHost.Description, args);
