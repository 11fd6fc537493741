using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Storage;

/// <summary>
/// The cluster's state: every object, in memory, under one growing <c>resourceVersion</c>, with the last changes for watches and
/// for lists of an earlier version. Thread-safe. It checks names and versions and nothing else: what an object may hold is the
/// business of those who write.
/// </summary>
internal sealed class ObjectStore(TimeProvider clock, int historyCapacity = ObjectStore.DefaultHistoryCapacity)
{
    public const int DefaultHistoryCapacity = 10_000;

    private const long FirstVersion = 1;
    private const int GeneratedNameAttempts = 8;

    private readonly Lock _gate = new();
    private readonly StoreHistory _history = new(historyCapacity, FirstVersion);
    private readonly Dictionary<GroupResource, ImmutableSortedDictionary<string, StoredObject>> _objects = [];
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The version of the newest change.</summary>
    public long ResourceVersion
    {
        get
        {
            lock (_gate)
            {
                return _history.Newest;
            }
        }
    }

    public StoredObject? Find(GroupResource resource, string @namespace, string name)
    {
        lock (_gate)
        {
            return Objects(resource).GetValueOrDefault(Key(@namespace, name));
        }
    }

    /// <exception cref="StoreException"><see cref="StoreError.NotFound"/>.</exception>
    public StoredObject Get(GroupResource resource, string @namespace, string name) =>
        Find(resource, @namespace, name) ?? throw StoreException.NotFound(resource, name);

    /// <summary>All objects of a kind, in one namespace or (null) in all; now, or as they were at an earlier version.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.Expired"/>, <see cref="StoreError.TooLargeResourceVersion"/>.</exception>
    public StoreList List(GroupResource resource, string? @namespace = null, long? atVersion = null)
    {
        ImmutableSortedDictionary<string, StoredObject> objects;
        long version;
        lock (_gate)
        {
            version = atVersion ?? _history.Newest;
            objects = StateAt(resource, version);
        }

        var items = @namespace is null ? objects.Values : objects.Values.Where(o => o.Namespace == @namespace);
        return new StoreList([.. items], version);
    }

    /// <summary>
    /// Adds an object and sets its <c>creationTimestamp</c>, <c>resourceVersion</c>, its <c>uid</c> when it has none and, with
    /// <c>generateName</c>, its name. <paramref name="content"/> is copied.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreError.AlreadyExists"/>.</exception>
    public StoredObject Create(GroupResource resource, JsonObject content)
    {
        var copy = content.DeepClone().AsObject();
        var metadata = copy.EnsureMetadata();
        metadata["uid"] ??= Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Timestamp(clock.GetUtcNow());

        var given = copy.Metadata("name");
        var prefix = copy.Metadata("generateName");
        lock (_gate)
        {
            for (var attempt = 1; ; attempt++)
            {
                var name = string.IsNullOrEmpty(given) ? NameGenerator.Next(prefix ?? "") : given;
                metadata["name"] = name;
                var key = Key(copy.Metadata("namespace") ?? "", name);
                if (!Objects(resource).ContainsKey(key))
                {
                    return Commit(StoreEventType.Added, key, Versioned(resource, copy), previous: null);
                }

                if (!string.IsNullOrEmpty(given) || attempt == GeneratedNameAttempts)
                {
                    throw StoreException.AlreadyExists(resource, name);
                }
            }
        }
    }

    /// <summary>
    /// Replaces an object by what <paramref name="change"/> makes of a copy of it. When somebody else writes in between,
    /// <paramref name="change"/> runs again on the newer state. A result that equals the state writes nothing, and one that
    /// carries another <c>resourceVersion</c> than the state is refused; without one it is taken.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreError.NotFound"/>, <see cref="StoreError.Conflict"/>.</exception>
    public StoredObject Update(GroupResource resource, string @namespace, string name, Func<JsonObject, JsonObject> change)
    {
        var key = Key(@namespace, name);
        while (true)
        {
            var before = Get(resource, @namespace, name);
            var after = Keep(before, change(before.Copy()));
            if (JsonNode.DeepEquals(before.Content, after))
            {
                return before;
            }

            lock (_gate)
            {
                if (ReferenceEquals(Objects(resource).GetValueOrDefault(key), before))
                {
                    return Commit(StoreEventType.Modified, key, Versioned(resource, after), before);
                }
            }
        }
    }

    /// <summary>Removes an object at once, whatever its grace period. Returns its last state, with the version of the deletion.</summary>
    /// <param name="resource">The object's kind.</param>
    /// <param name="namespace">Its namespace; empty when its kind has none.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">When given, only the object with this uid is removed, not a later one of the same name.</param>
    /// <param name="version">When given, only this version of the object is removed.</param>
    /// <exception cref="StoreException"><see cref="StoreError.NotFound"/>, <see cref="StoreError.Conflict"/>.</exception>
    public StoredObject Delete(GroupResource resource, string @namespace, string name, string? uid = null, long? version = null)
    {
        var key = Key(@namespace, name);
        lock (_gate)
        {
            var before = Objects(resource).GetValueOrDefault(key) ?? throw StoreException.NotFound(resource, name);
            Preconditions.Check(before, uid, version);
            return Commit(StoreEventType.Deleted, key, Versioned(resource, before.Copy()), before);
        }
    }

    /// <summary>
    /// The changes of a kind after <paramref name="fromVersion"/> (usually a list's), in order, until cancelled. A reader that
    /// falls behind the history kept gets <see cref="StoreError.Expired"/> and lists again.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreError.Expired"/>, <see cref="StoreError.TooLargeResourceVersion"/>.</exception>
    public IAsyncEnumerable<StoreEvent> WatchAsync(
        GroupResource resource, string? @namespace, long fromVersion, CancellationToken cancellationToken) =>
        WatchAsync(resource, @namespace, new WatchCursor(fromVersion), cancellationToken);

    /// <summary>The same, from a cursor on, which moves with the reader.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.Expired"/>, <see cref="StoreError.TooLargeResourceVersion"/>.</exception>
    public async IAsyncEnumerable<StoreEvent> WatchAsync(
        GroupResource resource, string? @namespace, WatchCursor cursor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Batch = 256;
        var changes = new List<StoreEvent>(Batch);
        var seen = cursor.Version;
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                CheckVersion(resource, seen);
                for (; seen < _history.Newest && changes.Count < Batch; seen++)
                {
                    var change = _history.At(seen + 1);
                    if (change.Object.Resource == resource && (@namespace is null || change.Object.Namespace == @namespace))
                    {
                        changes.Add(change);
                    }
                }

                changed = seen < _history.Newest ? Task.CompletedTask : _changed.Task;
            }

            foreach (var change in changes)
            {
                yield return change;
                cursor.Version = change.ResourceVersion;
            }

            cursor.Version = seen;
            changes.Clear();
            cancellationToken.ThrowIfCancellationRequested();
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A time as the API writes it: UTC, to the second.</summary>
    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Key(string @namespace, string name) => $"{@namespace}/{name}";

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // What identifies an object outlives every update.
    private static JsonObject Keep(StoredObject before, JsonObject after)
    {
        var given = after.Metadata("resourceVersion");
        var current = before.Content.Metadata("resourceVersion");
        if (!string.IsNullOrEmpty(given) && given != current)
        {
            throw StoreException.Modified(before.Resource, before.Name);
        }

        var metadata = after.EnsureMetadata();
        metadata["resourceVersion"] = current;
        foreach (var field in (ReadOnlySpan<string>)["name", "namespace", "uid", "creationTimestamp"])
        {
            if (before.Content.Metadata(field) is { } value)
            {
                metadata[field] = value;
            }
        }

        return after;
    }

    private ImmutableSortedDictionary<string, StoredObject> Objects(GroupResource resource) =>
        _objects.GetValueOrDefault(resource) ?? ImmutableSortedDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    private StoredObject Versioned(GroupResource resource, JsonObject content)
    {
        var version = _history.Newest + 1;
        content.EnsureMetadata()["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(resource, content, version);
    }

    private StoredObject Commit(StoreEventType type, string key, StoredObject after, StoredObject? previous)
    {
        var objects = Objects(after.Resource);
        _objects[after.Resource] = type == StoreEventType.Deleted ? objects.Remove(key) : objects.SetItem(key, after);
        _history.Append(new StoreEvent(type, after, previous));

        var signal = _changed;
        _changed = NewSignal();
        signal.SetResult();
        return after;
    }

    private void CheckVersion(GroupResource resource, long version)
    {
        if (version < _history.Oldest)
        {
            throw StoreException.Expired(resource, version, _history.Oldest);
        }

        if (version > _history.Newest)
        {
            throw StoreException.TooLarge(resource, version, _history.Newest);
        }
    }

    // An earlier state is the present one with the changes since then taken back, newest first.
    private ImmutableSortedDictionary<string, StoredObject> StateAt(GroupResource resource, long version)
    {
        CheckVersion(resource, version);
        var state = Objects(resource).ToBuilder();
        for (var v = _history.Newest; v > version; v--)
        {
            var change = _history.At(v);
            if (change.Object.Resource != resource)
            {
                continue;
            }

            var key = Key(change.Object.Namespace, change.Object.Name);
            if (change.Previous is null)
            {
                state.Remove(key);
            }
            else
            {
                state[key] = change.Previous;
            }
        }

        return state.ToImmutable();
    }
}
