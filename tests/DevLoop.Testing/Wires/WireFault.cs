namespace DevLoop.Testing.Wires;

/// <summary>What goes wrong with a connection.</summary>
public enum WireFault
{
    /// <summary>The end of file comes, as if the other side had closed.</summary>
    Truncate,

    /// <summary>The connection breaks with an error.</summary>
    Reset,

    /// <summary>Nothing comes any more, and no end of file either.</summary>
    Stall,

    /// <summary>Some bytes are lost, and the next ones come in their place.</summary>
    Drop,

    /// <summary>Every byte is another one than was sent.</summary>
    Garbage,
}
