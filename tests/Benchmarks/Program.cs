using System.Globalization;
using BenchmarkDotNet.Running;
using Benchmarks;
using Benchmarks.Grpc;

// grpc-load ADDRESS SECONDS: not a benchmark of this process, but a client of a running host.
if (args is ["grpc-load", string address, string seconds]) return await GrpcLoad.RunAsync(address, TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));

if (args is [PostfixPolicyServing.Command, .. string[] rest]) return await PostfixPolicyServing.RunAsync(rest);

BenchmarkSwitcher.FromAssembly(typeof(CounterBenchmarks).Assembly).Run(args);
return 0;
