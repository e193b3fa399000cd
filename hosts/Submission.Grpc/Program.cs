using Submission.Grpc;
using Submission.Hosting.Running;

return await HostProgram.RunAsync(GrpcHost.Description, args);
