namespace DevLoop.Soak;

/// <summary>What is asked of a run.</summary>
/// <param name="Load">How long connections are begun, without the rests in between.</param>
/// <param name="Seed">What every choice is drawn from: sizes, kinds, contents, faults.</param>
/// <param name="Rate">How many connections are begun a second.</param>
/// <param name="Program">The built program: <c>devloop.dll</c>, or the native program that is installed.</param>
/// <param name="LogFolder">Where what the programs say is kept.</param>
internal sealed record SoakOptions(TimeSpan Load, int Seed, int Rate, string Program, string LogFolder)
{
    /// <summary>Whether the program is an assembly, which the <c>dotnet</c> on the PATH runs.</summary>
    public bool IsAssembly => Path.GetExtension(Program) == ".dll";
}
