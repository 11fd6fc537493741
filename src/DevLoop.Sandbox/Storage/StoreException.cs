namespace DevLoop.Sandbox.Storage;

/// <summary>The store refused; the message is what the API says in this case.</summary>
internal sealed class StoreException(StoreError error, GroupResource resource, string name, string message) : Exception(message)
{
    public StoreError Error { get; } = error;

    public GroupResource Resource { get; } = resource;

    /// <summary>The name of the object; empty when the refusal is not about one object.</summary>
    public string Name { get; } = name;

    public static StoreException NotFound(GroupResource resource, string name) =>
        new(StoreError.NotFound, resource, name, $"{resource} \"{name}\" not found");

    public static StoreException AlreadyExists(GroupResource resource, string name) =>
        new(StoreError.AlreadyExists, resource, name, $"{resource} \"{name}\" already exists");

    public static StoreException Conflict(GroupResource resource, string name, string why) =>
        new(StoreError.Conflict, resource, name, $"Operation cannot be fulfilled on {resource} \"{name}\": {why}");

    public static StoreException Modified(GroupResource resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static StoreException Expired(GroupResource resource, long asked, long oldest) =>
        new(StoreError.Expired, resource, "", $"too old resource version: {asked} ({oldest})");

    public static StoreException TooLarge(GroupResource resource, long asked, long current) =>
        new(StoreError.TooLargeResourceVersion, resource, "", $"Too large resource version: {asked}, current: {current}");
}
