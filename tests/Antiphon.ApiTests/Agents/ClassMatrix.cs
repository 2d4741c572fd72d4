using System.Runtime.CompilerServices;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.OAuth;

namespace Antiphon.ApiTests.Agents;

/// <summary>What a call of each route does, from <c>classes.tsv</c> and from nowhere else.</summary>
internal sealed class ClassMatrix
{
    private readonly Dictionary<string, (string Resource, string[] Classes)> routes = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Routes => routes.Keys;

    public static ClassMatrix Read()
    {
        var matrix = new ClassMatrix();
        foreach (var line in File.ReadLines(Path.Combine(Path.GetDirectoryName(Here())!, "classes.tsv")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var parts = line.Split('\t');
            matrix.routes.Add($"{parts[0]} {parts[1]}", (parts[2], parts[3].Split('+')));
        }

        return matrix;
    }

    public static string NameOf(ApiCall call) => AccessMatrix.NameOf(call);

    /// <summary>The grants that a call needs, as <c>resource:class</c>; null for one that is for people, none for one that needs no grant.</summary>
    public IReadOnlyList<string>? NeedsOf(ApiCall call) => routes.TryGetValue(NameOf(call), out var route) && route.Classes is not ["never"]
        ? route.Classes is ["own"] ? [] : [.. route.Classes.Select(one => $"{route.Resource}:{one}")]
        : null;

    private static string Here([CallerFilePath] string path = "") => path;
}
