using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Controllers;

/// <summary>A kind whose changes concern a controller, and which of the controller's objects a change of one of them concerns.</summary>
internal sealed record ControllerSource(GroupResource Resource, Func<StoredObject, IEnumerable<ObjectKey>> Keys);
