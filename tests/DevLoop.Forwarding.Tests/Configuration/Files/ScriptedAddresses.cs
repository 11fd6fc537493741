using System.Net;
using DevLoop.Forwarding.Configuration.Files;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

/// <summary>A machine that has every address but those of 203.0.113.0/24, which RFC 5737 keeps for documentation.</summary>
internal sealed class ScriptedAddresses : IMachineAddresses
{
    private volatile bool _hasAll;

    /// <summary>Whether it has got those too.</summary>
    public bool HasAll
    {
        set => _hasAll = value;
    }

    public bool Has(IPAddress address) => _hasAll || !address.ToString().StartsWith("203.0.113.", StringComparison.Ordinal);
}
