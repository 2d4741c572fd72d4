using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Language.Templates;
using Antiphon.Rules;

namespace Antiphon.Integrations;

/// <summary>Whatever names an integration by its id and would mean nothing without it: rules, macros, and the calls of other integrations.</summary>
internal sealed class IntegrationUses(DeskDb db, RuleUses rules, ReadIntegrations reading)
{
    /// <summary>The refusal of a deletion; null when nothing uses it. Rules that are there stay as they are until the transaction ends.</summary>
    public async Task<Failure?> FindAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var inRules = await rules.OfIntegrationAsync(id, actor, cancellationToken);
        var inMacros = await MacrosAsync(id, actor.AccountId, cancellationToken);
        var others = await reading.RunAsync(actor.AccountId, Sql.Of($" and i.id <> {id} and h.id is not null order by i.id"), cancellationToken);
        var inIntegrations = others.Where(other => PathsOf(other.Http!).Any(path => Names(path, id))).Select(other => other.Id).ToList();
        return inRules.Count == 0 && inMacros.Count == 0 && inIntegrations.Count == 0
            ? null
            : Failure.Needed(
                "The integration is used in rules, macros or other integrations.",
                new JsonObject { ["rules"] = Ids(inRules), ["macros"] = Ids(inMacros), ["integrations"] = Ids(inIntegrations) });

        static JsonArray Ids(IEnumerable<long> ids) => new([.. ids.Select(id => (JsonNode)id)]);
    }

    /// <summary>Whether a path leads to what an integration told: <c>ticket.customer.integrations[7].orders</c>.</summary>
    public static bool Names(FactPath path, long id) => path.Steps.Zip(path.Steps.Skip(1)).Any(pair => pair is ({ Name: "integrations" }, { Name: null }) && pair.Second.Index == id);

    private async Task<List<long>> MacrosAsync(long id, long accountId, CancellationToken cancellationToken)
    {
        var digits = id.ToString(CultureInfo.InvariantCulture);
        var macros = await db.ListAsync(
            $"select id, actions from macros where account_id = {accountId} and strpos(actions::text, {digits}) > 0 order by id for share",
            row => (Id: row.GetInt64(0), Actions: row.Json(1)!.Value),
            cancellationToken);
        return [.. macros.Where(macro => JsonTemplate.Parse(macro.Actions).Paths.Any(path => Names(path, id)) || HasMember(macro.Actions, id)).Select(macro => macro.Id)];
    }

    private static IEnumerable<FactPath> PathsOf(Http.HttpCall call)
    {
        IEnumerable<string> texts = [call.Url, .. call.Headers.Values];
        return texts.SelectMany(text => Template.Parse(text).Paths).Concat(call.Form is { } form ? JsonTemplate.Parse(form).Paths : []);
    }

    /// <summary>Whether an argument is the id of the integration.</summary>
    private static bool HasMember(JsonElement value, long id) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(item => HasMember(item, id)),
        JsonValueKind.Object => value.EnumerateObject().Any(member =>
            (member.Name is "integration_id" && member.Value.ValueKind is JsonValueKind.Number && member.Value.TryGetInt64(out var named) && named == id) || HasMember(member.Value, id)),
        _ => false,
    };
}
