using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes.Statuses;

/// <summary>The conditions of a pod's status. A condition keeps its lastTransitionTime until its status changes.</summary>
internal sealed class PodConditions(JsonNode? previousStatus, int? generation, DateTimeOffset now)
{
    private readonly JsonArray _conditions = [];
    private readonly Dictionary<string, JsonObject> _previous = previousStatus.Objects("conditions")
        .Where(condition => condition.Text("type") is not null)
        .GroupBy(condition => condition.Text("type")!, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    /// <summary>Whether a condition was True before.</summary>
    public bool WasTrue(string type) => _previous.TryGetValue(type, out var condition) && condition.Text("status") == "True";

    public PodConditions Set(string type, bool value, string? reason = null, string? message = null)
    {
        var status = value ? "True" : "False";
        var since = _previous.Remove(type, out var before) && before.Text("status") == status ? before.Text("lastTransitionTime") : null;
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["lastProbeTime"] = null,
            ["lastTransitionTime"] = since ?? ObjectStore.Timestamp(now),
        };
        if (generation is { } observed)
        {
            condition["observedGeneration"] = observed;
        }

        if (reason is not null)
        {
            condition["reason"] = reason;
        }

        if (message is not null)
        {
            condition["message"] = message;
        }

        _conditions.Add((JsonNode)condition);
        return this;
    }

    /// <summary>The conditions set here, and behind them those that others wrote.</summary>
    public JsonArray ToJson()
    {
        foreach (var foreign in _previous.Values)
        {
            _conditions.Add(foreign.DeepClone());
        }

        _previous.Clear();
        return _conditions;
    }
}
