namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>How far a connection has come when something goes wrong with it, in the order of its life.</summary>
internal enum FaultStep
{
    /// <summary>The API server is connected to.</summary>
    Dial,

    /// <summary>It has got the client's TLS greeting.</summary>
    Tls,

    /// <summary>It has got the request to upgrade.</summary>
    Upgrade,

    /// <summary>The streams of a forwarded connection are asked for: by SYN_STREAM, or by the upgrade itself.</summary>
    SynStream,

    /// <summary>The streams are there.</summary>
    Reply,

    /// <summary>The program in the pod has the whole request.</summary>
    Request,

    /// <summary>It has sent one byte of its answer.</summary>
    FirstByte,

    /// <summary>It has sent half of its answer.</summary>
    MidStream,

    /// <summary>It has sent half of its answer, and has got the client's end of file.</summary>
    AfterClientFin,

    /// <summary>It has sent its answer and its end of file, and the client's side is open.</summary>
    AfterPodFin,
}
