using System.Text.Json;
using Antiphon.Language.Templates;

namespace Antiphon.Integrations.Delivery.Bodies;

/// <summary>A default body as facts. A customer's data of an integration is found by its id, and by its type, where the first of a type is meant.</summary>
internal sealed class WebhookFacts(JsonElement body, IReadOnlyDictionary<string, long> integrationsByType) : IFacts
{
    private readonly JsonFacts facts = new(body);

    public JsonElement? Find(FactPath path)
    {
        var place = path.StartsWith("ticket", "customer", "integrations") ? 3 : path.StartsWith("customer", "integrations") ? 2 : int.MaxValue;
        if (path.Steps.Count > place && path.Steps[place].Name is { } type && integrationsByType.TryGetValue(type, out var id))
        {
            path = new FactPath([.. path.Steps.Take(place), new FactStep(null, id), .. path.Steps.Skip(place + 1)]);
        }

        return facts.Find(path);
    }
}
