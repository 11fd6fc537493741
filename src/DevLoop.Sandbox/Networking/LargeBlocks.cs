using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace DevLoop.Sandbox.Networking;

/// <summary>
/// The memory that Kestrel's connections read into and write from. Its own pool has blocks of 4 KiB, and a socket is read one block
/// at a time: what goes through a forward would cost a system call for each of them.
/// </summary>
internal sealed class LargeBlocks : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockSize = 64 * 1024;

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockSize));

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    protected override void Dispose(bool disposing)
    {
        // The memory is the shared pool's.
    }
}
