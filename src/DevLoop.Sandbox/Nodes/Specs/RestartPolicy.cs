namespace DevLoop.Sandbox.Nodes.Specs;

/// <summary>When a container that has ended starts again.</summary>
internal enum RestartPolicy
{
    Always,
    OnFailure,
    Never,
}
