using BenchmarkDotNet.Running;
using Benchmarks;

if (args is [PostfixPolicyServing.Command, .. string[] rest]) return await PostfixPolicyServing.RunAsync(rest);

BenchmarkSwitcher.FromAssembly(typeof(CounterBenchmarks).Assembly).Run(args);
return 0;
