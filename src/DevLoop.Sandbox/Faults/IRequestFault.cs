namespace DevLoop.Sandbox.Faults;

/// <summary>Something that goes wrong with requests before they are answered.</summary>
internal interface IRequestFault
{
    /// <summary>Lets a request pass, now or later, or refuses it.</summary>
    /// <exception cref="Errors.ApiException">The refusal.</exception>
    Task ApplyAsync(ApiRequest request, CancellationToken cancellationToken);
}
