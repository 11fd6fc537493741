using DevLoop.Sandbox.Programs;

namespace DevLoop.Sandbox.Tests.Programs;

[TestFixture]
internal sealed class ImageCatalogTests
{
    [TestCase("devloop.dev/demo", true)]
    [TestCase("devloop.dev/demo:v2", true)]
    [TestCase("devloop.dev/demo:v2@sha256:0123", true)]
    [TestCase("devloop.dev/demo2", false)]
    [TestCase("devloop.dev:5000/demo", false)]
    [TestCase("nginx", false)]
    public void An_image_is_found_by_its_repository_alone(string image, bool found)
    {
        var catalog = new ImageCatalog(new Dictionary<string, IContainerProgram>(StringComparer.Ordinal) { ["devloop.dev/demo"] = new NoProgram() });

        Assert.That(catalog.Find(image), found ? Is.Not.Null : Is.Null);
    }

    private sealed class NoProgram : IContainerProgram
    {
        public Task<int> RunAsync(ContainerContext context, ContainerSignals signals) => Task.FromResult(0);
    }
}
