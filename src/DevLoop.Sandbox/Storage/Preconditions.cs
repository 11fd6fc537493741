using System.Globalization;

namespace DevLoop.Sandbox.Storage;

/// <summary>What a caller demands of the object that it deletes.</summary>
internal static class Preconditions
{
    /// <exception cref="StoreException"><see cref="StoreError.Conflict"/>.</exception>
    public static void Check(StoredObject current, string? uid, long? version)
    {
        if (uid is not null && uid != current.Uid)
        {
            throw StoreException.Conflict(
                current.Resource, current.Name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({current.Uid}). The object might have been deleted and then recreated");
        }

        if (version is { } wanted && wanted != current.ResourceVersion)
        {
            throw StoreException.Conflict(
                current.Resource, current.Name,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the ResourceVersion in the precondition ({wanted}) does not match the ResourceVersion in record ({current.ResourceVersion}). The object might have been modified"));
        }
    }
}
