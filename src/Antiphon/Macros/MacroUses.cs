using System.Text.Json.Nodes;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Macros;

/// <summary>Asks everything that may use macros.</summary>
internal sealed class MacroUses(IEnumerable<IMacroUse> uses)
{
    private const string Message = "Macro is used in rules";

    /// <summary>The refusal for each macro that is used.</summary>
    public async Task<IReadOnlyDictionary<long, Failure.Conflicting>> FindAsync(long[] macroIds, Actor actor, CancellationToken cancellationToken)
    {
        var names = new List<(long Id, string Name)>();
        foreach (var use in uses)
        {
            names.AddRange((await use.FindAsync(macroIds, actor, cancellationToken)).SelectMany(macro => macro.Select(name => (macro.Key, name))));
        }

        return names.GroupBy(use => use.Id).ToDictionary(
            macro => macro.Key,
            macro => new Failure.Conflicting(Message, new JsonObject { ["rules"] = new JsonArray([.. macro.Select(use => (JsonNode)use.Name)]) }));
    }
}
