using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Storage;
using Microsoft.Extensions.Logging;

namespace DevLoop.Sandbox.Controllers;

/// <summary>What every controller of a cluster shares.</summary>
internal sealed record ControllerContext(ObjectStore Store, KindCatalog Kinds, TimeProvider Clock, ILogger Logger);
