using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>Reads the <c>requires</c> of a document.</summary>
internal static class RequirementReader
{
    private static readonly string[] Remote = ["git", "googleCloudStorage", "googleCloudBuildRepoV2"];

    /// <summary>The requirements that can be followed: those that name other machines are a warning.</summary>
    public static IReadOnlyList<Requirement> Read(FieldReader document, ProblemCollector problems)
    {
        var requirements = new List<Requirement>();
        foreach (var fields in document.Mappings("requires"))
        {
            fields.RefuseOthers("an item of 'requires'", ["path", "configs", "activeProfiles", .. Remote]);
            if (Remote.Select(fields.Find).FirstOrDefault(f => f is not null) is not null)
            {
                problems.Warning(fields.Place, "What is required from another machine is not followed: its forwards are missing here.");
                continue;
            }

            requirements.Add(new Requirement(
                fields.Place,
                fields.Scalar("path"),
                fields.Scalars("configs"),
                [.. fields.Mappings("activeProfiles").Select(p => ReadProfile(p, problems)).OfType<RequiredProfile>()]));
        }

        return requirements;
    }

    private static RequiredProfile? ReadProfile(FieldReader fields, ProblemCollector problems)
    {
        fields.RefuseOthers("an item of 'activeProfiles'", "name", "activatedBy");
        if (fields.Scalar("name") is not { } name)
        {
            problems.Error(fields.Place, "This item of 'activeProfiles' names no profile: give it one with 'name'.");
            return null;
        }

        return new RequiredProfile(name, [.. fields.Scalars("activatedBy").Select(p => p.Text)]);
    }
}
