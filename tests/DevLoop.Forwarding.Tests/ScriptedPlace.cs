using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Tests.Scripted;

namespace DevLoop.Forwarding.Tests;

/// <summary>One collection of a <see cref="ScriptedCluster"/>: what is in it, and all that happened.</summary>
internal sealed class ScriptedPlace
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JsonObject> _objects = [];
    private readonly List<string> _events = [];
    private TaskCompletionSource _more = NewSource();
    private int _openWatches;

    public int OpenWatches => Volatile.Read(ref _openWatches);

    /// <summary>The version of an object is the number of its last event.</summary>
    public void Happens(string type, JsonObject resource)
    {
        lock (_gate)
        {
            var name = resource["metadata"]!["name"]!.GetValue<string>();
            resource["metadata"]!["resourceVersion"] = $"{_events.Count + 1}";
            _events.Add($$"""{"type":"{{type}}","object":{{resource.ToJsonString()}}}""" + "\n");
            _objects.Remove(name);
            if (type != "DELETED")
            {
                _objects.Add(name, resource);
            }

            Tell();
        }
    }

    public string List()
    {
        lock (_gate)
        {
            return $$"""{"metadata":{"resourceVersion":"{{_events.Count}}"},"items":[{{string.Join(',', _objects.Values.Select(o => o.ToJsonString()))}}]}""";
        }
    }

    /// <summary>Tells what happens from the version on that the request names, until the client goes.</summary>
    public async Task WatchAsync(ScriptedExchange x)
    {
        Count(1);
        try
        {
            // The client sends nothing any more: this ends when it closes the connection.
            var gone = x.Stream.ReadAsync(new byte[1], x.Stopped).AsTask();
            for (var next = int.Parse(x.Request.Query("resourceVersion")!, CultureInfo.InvariantCulture); !gone.IsCompleted;)
            {
                string? line;
                Task more;
                lock (_gate)
                {
                    line = next < _events.Count ? _events[next++] : null;
                    more = _more.Task;
                }

                await (line is null ? Task.WhenAny(more, gone) : x.ChunkAsync(line));
            }

            x.IsOver = true;
        }
        finally
        {
            Count(-1);
        }
    }

    public async Task UnwatchedAsync()
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_openWatches == 0)
                {
                    return;
                }

                more = _more.Task;
            }

            await more;
        }
    }

    private void Count(int change)
    {
        lock (_gate)
        {
            _openWatches += change;
            Tell();
        }
    }

    private void Tell()
    {
        _more.TrySetResult();
        _more = NewSource();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
