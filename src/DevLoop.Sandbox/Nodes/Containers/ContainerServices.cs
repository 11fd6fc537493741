using DevLoop.Sandbox.Nodes.Events;
using DevLoop.Sandbox.Nodes.Probes;
using DevLoop.Sandbox.Programs;

namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>What every container of a node shares.</summary>
internal sealed record ContainerServices(ImageCatalog Images, IProber Prober, EventRecorder Events, TimeProvider Time);
