using System.Globalization;
using BenchmarkDotNet.Running;
using Benchmarks;
using Benchmarks.Grpc;
using Benchmarks.Queue;
using Benchmarks.Smtp;

// grpc-load ADDRESS SECONDS: not a benchmark of this process, but a client of a running host.
if (args is ["grpc-load", string address, string seconds]) return await GrpcLoad.RunAsync(address, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));

if (args is [PostfixPolicyServing.Command, .. string[] rest]) return await PostfixPolicyServing.RunAsync(rest);

if (args is [QueueNode.Command, .. string[] node]) return await QueueNode.RunAsync(node);
if (args is [QueueLoad.Command, .. string[] load]) return await QueueLoad.RunAsync(load);
if (args is [QueueMillion.Command, .. string[] million]) return await QueueMillion.RunAsync(million);
if (args is [CounterMillion.Command, .. string[] counters]) return await CounterMillion.RunAsync(counters);

if (args is [SmtpDiscard.Command, .. string[] discard]) return await SmtpDiscard.RunAsync(discard);

BenchmarkSwitcher.FromAssembly(typeof(CounterBenchmarks).Assembly).Run(args);
return 0;
