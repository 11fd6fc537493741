namespace DevLoop.Cli.Console;

/// <summary>Of what a line speaks.</summary>
internal enum NewsScope
{
    /// <summary>Of nothing: it is no news.</summary>
    None,

    /// <summary>Of the resource: it holds for each of its ports.</summary>
    Resource,

    /// <summary>Of one port of the resource: others may be in another state.</summary>
    Port,
}
