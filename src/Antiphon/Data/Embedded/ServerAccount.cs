using System.Globalization;

namespace Antiphon.Data.Embedded;

/// <summary>The operating system's account under which the server runs. PostgreSQL refuses root, so root lends it a lesser one.</summary>
/// <param name="UserName">Null: the account of this process.</param>
internal sealed record ServerAccount(string? UserName)
{
    private const string AccountFile = "/etc/passwd";

    private static readonly string[] Candidates = ["postgres", "_postgres", "nobody"];

    public bool IsOther => UserName is not null;

    /// <summary>pg_ctl gives up an administrator's rights on Windows by itself.</summary>
    public static bool MustBeOther => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <param name="options">May name the account.</param>
    /// <param name="owner">Who owns the data that are there already: data that a person's account created stay usable for that account.</param>
    public static ServerAccount Choose(EmbeddedPostgresOptions options, string? owner)
    {
        if (!MustBeOther)
        {
            return new ServerAccount(UserName: null);
        }

        if (options.User is { } wanted)
        {
            return IsUnprivileged(wanted)
                ? new ServerAccount(wanted)
                : throw new EmbeddedPostgresException($"The account {wanted} cannot run PostgreSQL: it does not exist, or it is root.");
        }

        return Candidates.Prepend(owner).OfType<string>().FirstOrDefault(IsUnprivileged) is { } found
            ? new ServerAccount(found)
            : throw new EmbeddedPostgresException("PostgreSQL refuses to run as root and there is no account postgres or nobody; start Antiphon as another user or name one.");
    }

    public async Task<bool> MayAsync(string test, string path, CancellationToken cancellationToken) =>
        !IsOther || (await Tool.RunAsync("/bin/sh", ["-c", $"test {test} \"$0\"", path], this, cancellationToken)).Succeeded;

    /// <summary>Does nothing when the server runs under this process's account, which owns what it created.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        if (IsOther)
        {
            (await Tool.RunAsync("chown", ["-R", UserName + ":", path], new ServerAccount(UserName: null), cancellationToken)).EnsureSucceeded();
        }
    }

    /// <summary>Null when nothing is there.</summary>
    public static async Task<string?> OwnerAsync(string path, CancellationToken cancellationToken)
    {
        if (!Path.Exists(path))
        {
            return null;
        }

        var format = OperatingSystem.IsMacOS() ? "-f%Su" : "-c%U";
        var answer = await Tool.RunAsync("stat", ["-L", format, path], new ServerAccount(UserName: null), cancellationToken);
        return answer.Succeeded ? answer.Output.Trim() : null;
    }

    // macOS keeps people's accounts elsewhere, but the system's ones (nobody, _postgres) are in this file too.
    private static bool IsUnprivileged(string name) => File.Exists(AccountFile) && File.ReadLines(AccountFile)
        .Select(line => line.Split(':'))
        .Any(fields => fields.Length > 2 && fields[0] == name && int.TryParse(fields[2], CultureInfo.InvariantCulture, out var id) && id != 0);
}
