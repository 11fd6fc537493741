using System.CommandLine;
using BenchmarkDotNet.Running;
using DevLoop.Benchmarks;
using DevLoop.Benchmarks.Clusters;
using DevLoop.Benchmarks.Codec;

if (args is ["codec", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(CodecConfig).Assembly).Run(args[1..], new CodecConfig());
    return 0;
}

if (args is ["manifests", ..])
{
    await Console.Out.WriteAsync(BenchManifests.Yaml(args.Length > 1 ? args[1] : "devloop.dev/demo"));
    return 0;
}

return await BenchCommand.Create().Parse(args).InvokeAsync();
