using System.Runtime.CompilerServices;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.OAuth;

/// <summary>Who may call what, from <c>access.tsv</c> and from nowhere else.</summary>
internal sealed class AccessMatrix
{
    private static readonly string[] Reaches = ["read", "add-notes", "handle-tickets", "lead-desk", "administer"];

    private readonly Dictionary<string, string> reachOfRole = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Scope, string Reach)> routes = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Roles => reachOfRole.Keys;

    public IReadOnlyCollection<string> Routes => routes.Keys;

    public static AccessMatrix Read()
    {
        var matrix = new AccessMatrix();
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(Here())!, "access.tsv")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            switch (line.Split('\t'))
            {
                case ["role", var name, var reach] when Reaches.Contains(reach):
                    matrix.reachOfRole.Add(name, reach);
                    break;
                case ["route", var method, var path, var scope, var reach] when Reaches.Contains(reach):
                    matrix.routes.Add($"{method} {path}", (scope, reach));
                    break;
                default:
                    throw new InvalidDataException($"access.tsv: {line}");
            }
        }

        return matrix;
    }

    /// <summary>How the table names a call: its path without the types of its parameters.</summary>
    public static string NameOf(ApiCall call) =>
        $"{call.Method} /" + string.Join('/', call.Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part is ['{', ..] ? part.Split(':')[0].TrimEnd('}') + "}" : part));

    /// <summary>Whether a token with one scope reaches a route, its person's role aside; a route that is not in the table is for nobody.</summary>
    public bool ScopeReaches(ApiCall call, string scope) => routes.TryGetValue(NameOf(call), out var route) && (route.Scope is "none" or "by-type" || route.Scope == scope || scope == "write:all");

    public string? ScopeOf(ApiCall call) => routes.TryGetValue(NameOf(call), out var route) ? route.Scope : null;

    public bool RoleReaches(ApiCall call, string role) =>
        routes.TryGetValue(NameOf(call), out var route) && Array.IndexOf(Reaches, reachOfRole[role]) >= Array.IndexOf(Reaches, route.Reach);

    private static string Here([CallerFilePath] string path = "") => path;
}
