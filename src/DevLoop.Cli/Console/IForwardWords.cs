using System.Net;
using DevLoop.Forwarding.Events;

namespace DevLoop.Cli.Console;

/// <summary>How a command says that its forwards work, which is where it follows another program's words.</summary>
internal interface IForwardWords
{
    /// <summary>The line about a forward that is up, for one of its addresses.</summary>
    string Up(ForwardEvent.Active active, IPEndPoint local);

    /// <summary>The line about a client that has connected; null where none is wanted.</summary>
    string? Accepted(IPEndPoint local);
}
