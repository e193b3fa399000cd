using Submission.Hosting.Running;
using Submission.PostfixPolicy;

return await HostProgram.RunAsync(PostfixPolicyHost.Description, args);
