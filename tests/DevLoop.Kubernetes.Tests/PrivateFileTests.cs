namespace DevLoop.Kubernetes.Tests;

internal sealed class PrivateFileTests
{
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no modes.")]
    public void A_link_is_replaced_by_a_file_of_the_owner_alone_and_what_it_points_to_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        var other = folder.Write("other", "untouched");
        var path = Path.Combine(folder.Path, "file");
        File.CreateSymbolicLink(path, other);
        PrivateFile.Write(path, "secret"u8);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(path), Is.EqualTo("secret"));
            Assert.That(File.ReadAllText(other), Is.EqualTo("untouched"));
#pragma warning disable CA1416 // The platform is checked above.
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
#pragma warning restore CA1416
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(2));
        });
    }
}
