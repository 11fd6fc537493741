using System.Net;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Which addresses can be listened on: this machine's, or a test's own.</summary>
public interface IMachineAddresses
{
    /// <summary>Whether it is an address of the machine, or stands for several of them.</summary>
    bool Has(IPAddress address);
}
