namespace DevLoop.Soak.Load;

/// <summary>What a connection does.</summary>
internal enum ConnectionKind
{
    /// <summary>Asks for bytes by HTTP, and checks each.</summary>
    Download,

    /// <summary>Posts bytes, and compares the checksum that it is answered with.</summary>
    Upload,

    /// <summary>Sends bytes and gets them back at the same time, then ends its side where the wire can tell.</summary>
    Echo,

    /// <summary>An echo in pieces, with pauses between them, so that a fault finds it in the middle.</summary>
    Trickle,

    /// <summary>Sends bytes, ends its side, and is then answered with their count.</summary>
    HalfClose,

    /// <summary>A download that is not read for a while.</summary>
    Stall,

    /// <summary>Goes in the middle of a download or upload, by a reset or an end of file.</summary>
    Leave,
}
