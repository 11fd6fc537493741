using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Kinds.Deployments;
using DevLoop.Sandbox.Kinds.Workloads;

namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>How many pods a rollout may have at a time.</summary>
/// <param name="Replicas">The pods that are wanted in the end.</param>
/// <param name="MaxSurge">How many more than that there may be.</param>
/// <param name="MaxUnavailable">How many of those wanted may be missing.</param>
internal sealed record RolloutSize(int Replicas, int MaxSurge, int MaxUnavailable)
{
    public int MaxPods => Replicas + MaxSurge;

    public int MinAvailable => Replicas - MaxUnavailable;

    public static RolloutSize Of(JsonObject deployment)
    {
        var replicas = (int)Math.Clamp(deployment.Integer("spec", "replicas") ?? 1, 0, int.MaxValue);
        var strategy = deployment.Object("spec", "strategy");
        if (strategy.Text("type") == DeploymentKind.Recreate)
        {
            return new RolloutSize(replicas, 0, replicas);
        }

        var surge = AmountRules.Resolve(strategy.At("rollingUpdate", "maxSurge"), replicas, roundUp: true);
        var unavailable = AmountRules.Resolve(strategy.At("rollingUpdate", "maxUnavailable"), replicas, roundUp: false);

        // Percentages of few pods can both come to nothing, and nothing would ever move.
        unavailable = surge == 0 && unavailable == 0 ? 1 : unavailable;
        return new RolloutSize(replicas, surge, Math.Min(unavailable, replicas));
    }
}
