namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>A call that was answered with a status other than OK.</summary>
internal sealed class GrpcException(string method, int status, string detail)
    : Exception($"{method} failed with gRPC status {status}: {detail}")
{
    /// <summary>UNKNOWN: also what stands for an answer that is not gRPC.</summary>
    public const int Unknown = 2;

    /// <summary>NOT_FOUND.</summary>
    public const int NotFound = 5;

    /// <summary>Of https://grpc.io/docs/guides/status-codes/.</summary>
    public int Status { get; } = status;
}
