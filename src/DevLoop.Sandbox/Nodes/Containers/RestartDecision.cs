using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Programs;

namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>Whether a container that ended by itself starts again.</summary>
internal static class RestartDecision
{
    public static bool Restarts(RestartPolicy policy, int exitCode) => policy switch
    {
        RestartPolicy.Always => true,
        RestartPolicy.OnFailure => exitCode != ExitCodes.Success,
        _ => false,
    };
}
