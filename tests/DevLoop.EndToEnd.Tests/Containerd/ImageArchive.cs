using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>
/// An archive as <c>docker save</c> writes it, of images that hold one program and nothing else: the format of
/// https://github.com/moby/docker-image-spec/blob/main/spec.md.
/// </summary>
internal static class ImageArchive
{
    private const string LayerName = "layer.tar";

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <param name="path">The archive to write.</param>
    /// <param name="program">The executable that is <c>/demo</c> in each image.</param>
    /// <param name="images">For each image its name and the arguments that the program gets.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task WriteAsync(
        string path, byte[] program, IReadOnlyDictionary<string, string[]> images, CancellationToken cancellationToken)
    {
        var layer = await CreateLayerAsync(program, cancellationToken);
        await using var file = File.Create(path);
        await using var archive = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true);
        await AddAsync(archive, LayerName, layer, cancellationToken);

        var manifest = new JsonArray();
        foreach (var (name, arguments) in images)
        {
            var configuration = Encoding.UTF8.GetBytes(Configuration(layer, arguments).ToJsonString());
            var configurationName = Convert.ToHexStringLower(SHA256.HashData(configuration)) + ".json";
            await AddAsync(archive, configurationName, configuration, cancellationToken);
            manifest.Add((JsonNode)new JsonObject
            {
                ["Config"] = configurationName,
                ["RepoTags"] = new JsonArray(name),
                ["Layers"] = new JsonArray(LayerName),
            });
        }

        await AddAsync(archive, "manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()), cancellationToken);
    }

    private static async Task<byte[]> CreateLayerAsync(byte[] program, CancellationToken cancellationToken)
    {
        using var layer = new MemoryStream();
        await using (var tar = new TarWriter(layer, TarEntryFormat.Pax, leaveOpen: true))
        {
            await AddAsync(tar, "demo", program, cancellationToken);
        }

        return layer.ToArray();
    }

    private static JsonObject Configuration(byte[] layer, string[] arguments) => new()
    {
        ["architecture"] = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "amd64",
            var other => other.ToString().ToLowerInvariant(),
        },
        ["os"] = "linux",
        ["config"] = new JsonObject { ["Entrypoint"] = new JsonArray(["/demo", .. arguments]) },
        ["rootfs"] = new JsonObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JsonArray("sha256:" + Convert.ToHexStringLower(SHA256.HashData(layer))),
        },
    };

    private static async Task AddAsync(TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
    {
        using var data = new MemoryStream(content, writable: false);
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = Executable, DataStream = data }, cancellationToken);
    }
}
