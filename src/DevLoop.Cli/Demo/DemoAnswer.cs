namespace DevLoop.Cli.Demo;

/// <summary>What the built-in program of the sandbox answers.</summary>
/// <param name="Pod">The pod that answered.</param>
/// <param name="Text">All of it: the pod and its version.</param>
internal sealed record DemoAnswer(string Pod, string Text);
