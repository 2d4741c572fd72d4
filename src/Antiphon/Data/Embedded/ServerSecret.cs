using System.Buffers.Text;
using System.Security.Cryptography;

namespace Antiphon.Data.Embedded;

/// <summary>The password of the private server, readable only by the account that runs Antiphon.</summary>
internal static class ServerSecret
{
    private const int Bytes = 32;

    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "postgres.secret");

    public static async Task<string> ReadOrCreateAsync(string dataDirectory, bool clusterExists, CancellationToken cancellationToken)
    {
        var path = PathIn(dataDirectory);
        if (File.Exists(path) && (await File.ReadAllTextAsync(path, cancellationToken)).Trim() is { Length: > 0 } known)
        {
            return known;
        }

        if (clusterExists)
        {
            throw new EmbeddedPostgresException($"The database in {dataDirectory} has lost its password file {path}; put it back from a backup.");
        }

        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        await WritePrivateAsync(path, secret, cancellationToken);
        return secret;
    }

    /// <summary>Never visible to others, not even for a moment, and never half written.</summary>
    public static async Task WritePrivateAsync(string path, string text, CancellationToken cancellationToken)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(new FileStream(draft, options)))
        {
            await writer.WriteLineAsync(text.AsMemory(), cancellationToken);
        }

        File.Move(draft, path, overwrite: true);
    }
}
