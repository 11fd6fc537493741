using System.Text.Json.Nodes;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Nodes.Events;

/// <summary>Writes what happens to pods as Event objects, as <c>kubectl describe</c> shows them. The same thing again only counts up.</summary>
internal sealed class EventRecorder(ObjectStore store, string component, TimeProvider time)
{
    /// <summary>How many events are kept; older ones are removed from the store.</summary>
    public const int MaxEvents = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Uid, string Container, string Reason, string Message), string> _names = [];
    private readonly Queue<((string Uid, string Container, string Reason, string Message) Key, string Namespace)> _order = new();

    /// <param name="pod">The pod it happened to.</param>
    /// <param name="container">The container it happened to; empty for the pod as a whole.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">One sentence.</param>
    public void Normal(PodSpec pod, string container, string reason, string message) => Record("Normal", pod, container, reason, message);

    /// <inheritdoc cref="Normal"/>
    public void Warning(PodSpec pod, string container, string reason, string message) => Record("Warning", pod, container, reason, message);

    private void Record(string type, PodSpec pod, string container, string reason, string message)
    {
        var key = (pod.Uid, container, reason, message);
        lock (_gate)
        {
            if (_names.TryGetValue(key, out var name) && TryCount(pod.Namespace, name))
            {
                return;
            }

            _names[key] = store.Create(GroupResource.Events, Build(type, pod, container, reason, message)).Name;
            _order.Enqueue((key, pod.Namespace));
            if (_order.Count > MaxEvents)
            {
                RemoveOldest();
            }
        }
    }

    private bool TryCount(string @namespace, string name)
    {
        try
        {
            store.Update(GroupResource.Events, @namespace, name, content =>
            {
                content["count"] = (content.Number("count") ?? 1) + 1;
                content["lastTimestamp"] = ObjectStore.Timestamp(time.GetUtcNow());
                return content;
            });
            return true;
        }
        catch (StoreException e) when (e.Error == StoreError.NotFound)
        {
            return false;
        }
    }

    private void RemoveOldest()
    {
        var (key, @namespace) = _order.Dequeue();
        if (!_names.Remove(key, out var name))
        {
            return;
        }

        try
        {
            store.Delete(GroupResource.Events, @namespace, name);
        }
        catch (StoreException e) when (e.Error == StoreError.NotFound)
        {
            // Somebody deleted it before.
        }
    }

    private JsonObject Build(string type, PodSpec pod, string container, string reason, string message)
    {
        var now = ObjectStore.Timestamp(time.GetUtcNow());
        var involved = new JsonObject
        {
            ["kind"] = "Pod",
            ["namespace"] = pod.Namespace,
            ["name"] = pod.Name,
            ["uid"] = pod.Uid,
            ["apiVersion"] = "v1",
        };
        if (container.Length > 0)
        {
            involved["fieldPath"] = $"spec.containers{{{container}}}";
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Event",
            ["metadata"] = new JsonObject { ["generateName"] = $"{pod.Name}.", ["namespace"] = pod.Namespace },
            ["involvedObject"] = involved,
            ["reason"] = reason,
            ["message"] = message,
            ["source"] = new JsonObject { ["component"] = component },
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["count"] = 1,
            ["type"] = type,
            ["reportingComponent"] = component,
            ["reportingInstance"] = "",
        };
    }
}
