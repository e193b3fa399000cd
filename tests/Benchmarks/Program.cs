using BenchmarkDotNet.Running;
using Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(CounterBenchmarks).Assembly).Run(args);
