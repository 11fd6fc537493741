using System.CommandLine;

var root = new RootCommand("Keeps local ports wired to the right pods of a Kubernetes cluster.");
return await root.Parse(args).InvokeAsync();
