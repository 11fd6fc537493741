namespace DevLoop.Sandbox.Programs;

/// <summary>The images that the sandbox can run. A sandbox pulls nothing: an image is one of these or it cannot be had.</summary>
internal sealed class ImageCatalog(IReadOnlyDictionary<string, IContainerProgram> programs)
{
    /// <summary>The repository names of the images that can be run.</summary>
    public IEnumerable<string> Repositories => programs.Keys;

    /// <summary>The program of an image, whatever its tag or digest; null when the sandbox has none.</summary>
    public IContainerProgram? Find(string image) => programs.GetValueOrDefault(RepositoryOf(image));

    private static string RepositoryOf(string image)
    {
        var digest = image.IndexOf('@', StringComparison.Ordinal);
        var name = digest < 0 ? image : image[..digest];
        var tag = name.LastIndexOf(':');
        // A colon before the last slash belongs to a registry's port.
        return tag > name.LastIndexOf('/') ? name[..tag] : name;
    }
}
