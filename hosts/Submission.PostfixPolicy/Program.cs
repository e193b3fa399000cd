using Submission.Hosting.Running;
using Submission.PostfixPolicy;

// What is asked is mostly answered at once, and then the thread that has read the request answers it sooner than any other could. The runtime reads this when the first socket is opened.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
return await HostProgram.RunAsync(PostfixPolicyHost.Description, args);
