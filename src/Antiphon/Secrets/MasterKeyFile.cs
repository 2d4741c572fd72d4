using System.Security.Cryptography;
using Antiphon.Data.Embedded;

namespace Antiphon.Secrets;

/// <summary>The master key of an Antiphon with a private PostgreSQL: a file beside its data, readable only by the account that runs Antiphon.</summary>
internal static class MasterKeyFile
{
    public static string PathIn(string dataDirectory) => Path.Combine(Path.GetFullPath(dataDirectory), "secrets.key");

    /// <summary>Makes the file when it is not there.</summary>
    public static async Task<string> EnsureAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path))
        {
            await ServerSecret.WritePrivateAsync(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Bytes)), cancellationToken);
        }

        return path;
    }
}
