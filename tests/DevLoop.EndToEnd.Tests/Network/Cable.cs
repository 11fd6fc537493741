using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using DevLoop.EndToEnd.Tests.Containerd;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Network;

/// <summary>
/// A cable (a pair of virtual Ethernet devices) to a network namespace of the test's own, which can be pulled: then nothing
/// answers, and nothing is refused. The kernel takes namespace and cable away with the process that holds them, however the test ends.
/// </summary>
internal sealed partial class Cable : IAsyncDisposable
{
    private const string Peer = "ip";
    private const int CloneNewNet = 0x40000000;

    private static int _count;

    private readonly Process _holder;
    private readonly string _device;
    private readonly int _subnet;

    private Cable(Process holder, string device, int subnet)
    {
        _holder = holder;
        _device = device;
        _subnet = subnet;
    }

    /// <summary>The address of the far end, of the block that is set aside for tests (RFC 2544).</summary>
    public IPAddress FarEnd => IPAddress.Parse($"198.18.{_subnet}.2");

    /// <summary>Lays it.</summary>
    /// <exception cref="IgnoreException">The machine does not let it.</exception>
    public static async Task<Cable> LayAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            RealPeer.Missing(Peer, "a cable to another network namespace takes Linux and root");
        }

        var ip = RealPeer.Path(Peer);
        var number = Interlocked.Increment(ref _count);
        var subnet = (Environment.ProcessId + number) % 256;
        var holder = Process.Start(new ProcessStartInfo(RealPeer.Path("unshare"), ["--net", "sh", "-c", "echo up; exec cat"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var cable = new Cable(holder, string.Create(CultureInfo.InvariantCulture, $"dl{Environment.ProcessId}n{number}"), subnet);
        try
        {
            await holder.StandardOutput.ReadLineAsync().Within("the network namespace");
            await RunAsync($"link add {cable._device} type veth peer name eth0 netns {holder.Id}");
            await RunAsync($"address add 198.18.{subnet}.1/24 dev {cable._device}");
            await RunAsync($"link set {cable._device} up");
            await cable.InFarEndAsync(ip, "address add", $"{cable.FarEnd}/24", "dev eth0");
            await cable.PlugInAsync();
            return cable;
        }
        catch
        {
            await cable.DisposeAsync();
            throw;
        }
    }

    /// <summary>A listener at the far end, on a port that is free there.</summary>
    public Socket Listen()
    {
        // The namespace is a thread's: this one has it for its whole life, and no other work gets to run on it.
        var listening = new TaskCompletionSource<Socket>();
        var thread = new Thread(() =>
        {
            try
            {
                using var space = File.OpenHandle($"/proc/{_holder.Id}/ns/net");
                if (SetNamespace((int)space.DangerousGetHandle(), CloneNewNet) != 0)
                {
                    throw new Win32Exception(Marshal.GetLastPInvokeError());
                }

                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(FarEnd, 0));
                socket.Listen();
                listening.SetResult(socket);
            }
            catch (Exception e)
            {
                listening.SetException(e);
            }
        });
        thread.Start();
        thread.Join();
        return listening.Task.GetAwaiter().GetResult();
    }

    /// <summary>Pulls it at the far end, so that this machine still believes in its own.</summary>
    public Task PullAsync() => InFarEndAsync(RealPeer.Path(Peer), "link set eth0 down");

    /// <summary>Plugs it in again.</summary>
    public Task PlugInAsync() => InFarEndAsync(RealPeer.Path(Peer), "link set eth0 up");

    public async ValueTask DisposeAsync()
    {
        _holder.StandardInput.Close();
        await _holder.WaitForExitAsync().Within("end of the network namespace");
        _holder.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int handle, int kind);

    private static Task RunAsync(string arguments) => Command.RunAsync(RealPeer.Path(Peer), arguments.Split(' '), CancellationToken.None);

    private Task InFarEndAsync(string program, params string[] arguments) => Command.RunAsync(
        RealPeer.Path("nsenter"), ["--target", $"{_holder.Id}", "--net", program, .. arguments.SelectMany(a => a.Split(' '))], CancellationToken.None);
}
