using DevLoop.Forwarding.Configuration.Documents;
using DevLoop.Forwarding.Configuration.Profiles;

namespace DevLoop.Forwarding.Configuration.Files;

/// <summary>One load: the main file's documents, and before each what it requires.</summary>
internal sealed class ConfigurationLoad
{
    private static readonly string[] DefaultFiles = ["devloop.yaml", "skaffold.yaml"];

    private readonly ProblemCollector _problems = new();
    private readonly ConfigurationRequest _request;
    private readonly FileCache _files;
    private readonly PortForwardSectionReader _sections;
    private readonly DocumentVisits _visits;
    private readonly List<PortForwardResource> _resources = [];
    private readonly List<string> _activeProfiles = [];

    public ConfigurationLoad(IConfigurationFiles files, IMachineAddresses addresses, ConfigurationRequest request)
    {
        _request = request;
        _files = new FileCache(files, request.WorkingDirectory, _problems);
        _sections = new PortForwardSectionReader(request.Variables, addresses, _problems);
        _visits = new DocumentVisits(_problems);
    }

    public PortForwardConfiguration Run()
    {
        var file = MainFile();
        if (file is not null && _files.Load(file, null) is { } documents)
        {
            Follow(documents, _request.Profiles, null);
            if (_files.AreAllWhole)
            {
                CheckProfileNames(file);
            }
        }

        var resources = RepeatCheck.Distinct(_resources, _problems);
        var problems = _problems.Sorted;
        return new PortForwardConfiguration
        {
            Resources = problems.Any(p => p.Severity == ProblemSeverity.Error) ? [] : resources,
            Problems = problems,
            MainFile = file,
            Files = _files.Read,
            ActiveProfiles = _activeProfiles,
            Dependencies = _files.Dependencies,
        };
    }

    /// <summary>Null when there is none, which is a problem unless it is optional.</summary>
    private string? MainFile()
    {
        var folder = _request.WorkingDirectory;
        if (_request.File is { } asked)
        {
            var file = FileCache.FullPath(asked, folder);
            if (!_files.IsFolder(file))
            {
                return file;
            }

            _problems.Error(SourcePlace.Whole(_files.NameOf(file)), "This is a folder: give the configuration file in it.");
            return null;
        }

        var found = DefaultFiles.Select(name => FileCache.FullPath(name, folder)).FirstOrDefault(_files.Exists);
        if (found is null && !_request.IsOptional)
        {
            _problems.Error(
                SourcePlace.Whole("."), $"There is neither {string.Join(" nor ", DefaultFiles)} in this folder: give a file with -f FILE.");
        }

        return found;
    }

    private void Follow(IEnumerable<ConfigurationDocument> documents, IReadOnlyList<string> profiles, SourcePlace? requiredAt)
    {
        foreach (var document in documents)
        {
            Follow(document, profiles, requiredAt);
        }
    }

    private void Follow(ConfigurationDocument document, IReadOnlyList<string> profiles, SourcePlace? requiredAt)
    {
        var active = ProfileChoice.Activated(
            document.Profiles, profiles, new ActivationContext(_request.Command, _request.KubeContext, _request.Variables));
        if (!_visits.Enter(document, active, requiredAt))
        {
            return;
        }

        foreach (var requirement in document.Requirements)
        {
            FollowRequirement(document, requirement, [.. active.Select(p => p.Name)]);
        }

        _activeProfiles.AddRange(active.Select(p => p.Name).Where(name => !_activeProfiles.Contains(name)));
        ReadSections(document, active);
        _visits.Leave();
    }

    private void FollowRequirement(ConfigurationDocument document, Requirement requirement, IReadOnlyList<string> active)
    {
        var at = requirement.Path?.Place ?? requirement.Place;
        var file = document.File;
        if (requirement.Path is { Text: { Length: > 0 } path })
        {
            if (path.Contains('\0', StringComparison.Ordinal))
            {
                _problems.Error(at, $"The path {Suggestion.Quote(path)} is none.");
                return;
            }

            file = FileCache.FullPath(path, Path.GetDirectoryName(document.File)!);
            file = _files.IsFolder(file) ? Path.Combine(file, DefaultFiles[^1]) : file;
        }

        if (_files.Load(file, at) is not { } all)
        {
            return;
        }

        var wanted = Picked(requirement, all, _files.IsWhole(file));
        CheckRequiredProfiles(requirement, wanted);
        var named = requirement.ActiveProfiles
            .Where(p => p.ActivatedBy.Count == 0 || p.ActivatedBy.Any(active.Contains))
            .Select(p => p.Name.Text)
            .Concat(_request.Profiles)
            .Distinct(StringComparer.Ordinal);
        Follow(wanted, [.. named], at);
    }

    private List<ConfigurationDocument> Picked(Requirement requirement, IReadOnlyList<ConfigurationDocument> all, bool isWhole)
    {
        if (requirement.Configs.Count == 0)
        {
            return [.. all];
        }

        IReadOnlyList<string> names = [.. all.Select(d => d.Name?.Text).OfType<string>()];
        foreach (var config in requirement.Configs.Where(c => isWhole && !names.Contains(c.Text)))
        {
            _problems.Error(config.Place, $"There is no configuration named {Suggestion.Quote(config.Text)} in the required file: {Suggestion.For(config.Text, names, "it names")}");
        }

        return [.. all.Where(d => d.Name is { } name && requirement.Configs.Any(c => c.Text == name.Text))];
    }

    private void CheckRequiredProfiles(Requirement requirement, IReadOnlyList<ConfigurationDocument> wanted)
    {
        IReadOnlyList<string> names = [.. wanted.SelectMany(d => d.Profiles).Select(p => p.Name).Distinct()];
        foreach (var profile in requirement.ActiveProfiles.Where(p => !names.Contains(p.Name.Text)))
        {
            _problems.Warning(
                profile.Name.Place, $"What is required has no profile {Suggestion.Quote(profile.Name.Text)}: {Suggestion.For(profile.Name.Text, names, "its profiles are")}");
        }
    }

    private void CheckProfileNames(string file)
    {
        IReadOnlyList<string> names = [.. _files.Documents.SelectMany(d => d.Profiles).Select(p => p.Name).Distinct()];
        foreach (var name in _request.Profiles.Select(p => p.StartsWith('-') ? p[1..] : p).Where(name => !names.Contains(name)))
        {
            _problems.Error(_files.StartOf(file), $"There is no profile {Suggestion.Quote(name)}: {Suggestion.For(name, names, "the profiles are")}");
        }
    }

    private void ReadSections(ConfigurationDocument document, IReadOnlyList<Profile> active)
    {
        var effective = active.Aggregate(document.Root, (root, profile) => ProfilePatcher.Apply(root, profile, _problems));
        _resources.AddRange(_sections.Read(new FieldReader(effective, _problems), SectionUse.Effective));
        if (!ReferenceEquals(effective, document.Root))
        {
            _sections.Read(new FieldReader(document.Root, _problems), SectionUse.Dormant);
        }

        foreach (var profile in document.Profiles.Where(p => p.PortForward is not null))
        {
            var section = new MappingNode(profile.Place, [new NodeField(profile.Place, "portForward", profile.PortForward!)]);
            _sections.Read(new FieldReader(section, _problems), SectionUse.Dormant);
        }
    }
}
