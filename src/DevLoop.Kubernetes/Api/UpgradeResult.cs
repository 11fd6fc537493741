using System.Net;

namespace DevLoop.Kubernetes.Api;

/// <summary>Makes a connection of an answer to an upgrade, or the exception that says why there is none.</summary>
internal static class UpgradeResult
{
    /// <summary>Takes the exchange over: it lives on in the connection, or is disposed of.</summary>
    public static async Task<UpgradedConnection> OpenAsync(ApiExchange exchange, UpgradeHandshake handshake, ApiOperation operation, ConnectionFailure failure)
    {
        try
        {
            if (exchange.Response.StatusCode != HttpStatusCode.SwitchingProtocols && exchange.Response.StatusCode >= HttpStatusCode.Ambiguous)
            {
                throw await RefusedAnswer.ReadAsync(exchange, operation, failure);
            }

            if (handshake.Objection(exchange.Response) is { } objection)
            {
                throw new ClusterConnectionException(
                    ClusterConnectionError.UpgradeRefused,
                    $"The server did not upgrade the connection to {handshake.Transport} ({objection}): something in between may not let upgrades through.");
            }

            var stream = await exchange.Response.Content.ReadAsStreamAsync(exchange.Deadline.Token);
            exchange.Deadline.Dispose();
            return new UpgradedConnection(handshake.Transport, stream, exchange.Response);
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }
}
