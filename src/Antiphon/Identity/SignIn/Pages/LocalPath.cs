namespace Antiphon.Identity.SignIn.Pages;

/// <summary>Where a page may lead after it is done: a path of this server. Anything that a browser could read as another host leads home instead.</summary>
internal static class LocalPath
{
    public const string Home = "/security";
    private const int Longest = 8192;

    public static string OrHome(string? path) => IsLocal(path) ? path! : Home;

    // "//host" and "/\host" are addresses of other hosts to a browser, which also drops tabs and line ends on its way to that.
    private static bool IsLocal(string? path) =>
        path is ['/', ..] && path.Length <= Longest && path is not ['/', '/', ..] && path.All(letter => letter is > ' ' and < '\x7F' and not '\\');
}
