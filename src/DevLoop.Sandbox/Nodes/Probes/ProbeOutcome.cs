namespace DevLoop.Sandbox.Nodes.Probes;

internal enum ProbeOutcome
{
    Success,
    Failure,

    /// <summary>The probe could not be run. Like a kubelet, a node throws such a result away.</summary>
    Error,
}
