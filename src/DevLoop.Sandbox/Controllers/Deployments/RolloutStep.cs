namespace DevLoop.Sandbox.Controllers.Deployments;

/// <summary>The next step of a rolling update, by the rules of Kubernetes: never too many pods, never too few that are available.</summary>
internal static class RolloutStep
{
    /// <summary>How large the ReplicaSet of the present template should be now.</summary>
    public static int Grow(RolloutSize size, ReplicaCount current, IReadOnlyList<ReplicaCount> old)
    {
        if (current.Wanted >= size.Replicas)
        {
            return size.Replicas;
        }

        var room = size.MaxPods - current.Wanted - old.Sum(o => o.Wanted);
        return room <= 0 ? current.Wanted : Math.Min(current.Wanted + room, size.Replicas);
    }

    /// <summary>How large the other ReplicaSets should be now, in their order: oldest first, pods that do not work before those that do.</summary>
    public static IReadOnlyList<int> Shrink(RolloutSize size, ReplicaCount current, IReadOnlyList<ReplicaCount> old)
    {
        var wanted = old.Select(o => o.Wanted).ToArray();
        var spare = current.Wanted + wanted.Sum() - size.MinAvailable - Math.Max(0, current.Wanted - current.Available);
        for (var i = 0; i < wanted.Length && spare > 0; i++)
        {
            var broken = Math.Min(spare, Math.Max(0, old[i].Wanted - old[i].Available));
            wanted[i] -= broken;
            spare -= broken;
        }

        // Not the pods that were asked for but those that work have to be enough.
        spare = Math.Min(spare, current.Available + old.Sum(o => Math.Min(o.Available, o.Wanted)) - size.MinAvailable);
        for (var i = 0; i < wanted.Length && spare > 0; i++)
        {
            var taken = Math.Min(spare, wanted[i]);
            wanted[i] -= taken;
            spare -= taken;
        }

        return wanted;
    }
}
