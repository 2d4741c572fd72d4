using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Data;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.Audit;

/// <summary>
/// Writes down what was refused, apart from the transaction that ends with the refusal. The same refusal is written once a minute by each node, and of
/// callers who are nobody no more than <see cref="MostOfStrangers"/> a minute in each account: who is refused may call as often as he likes, and shall not fill
/// the log by it.
/// </summary>
internal sealed class Refusals(NpgsqlDataSource source, TimeProvider clock)
{
    public const int MostOfStrangers = 60;

    private const int MostRemembered = 10_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly HashSet<string> written = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> ofStrangers = [];
    private DateTimeOffset since;

    /// <summary>A call of somebody who is known and may not do this.</summary>
    public Task NoteAsync(HttpContext http, Actor actor, CancellationToken cancellationToken)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? http.Request.Path.Value;
        var data = new JsonObject { ["method"] = http.Request.Method, ["route"] = route, ["role"] = actor.Role };
        // An id tells at whom a forbidden change was aimed.
        foreach (var (name, value) in http.Request.RouteValues)
        {
            data[name] = value?.ToString();
        }

        return NoteAsync(actor, AuditAction.RequestRefused, AuditObject.Route, null, data, cancellationToken);
    }

    public async Task NoteAsync(Actor actor, string action, string objectType, long? objectId, JsonObject data, CancellationToken cancellationToken)
    {
        var text = data.ToJsonString(JsonSerializerOptions.Web);
        if (IsNew($"{actor.AccountId}|{actor.Kind}|{actor.CredentialId}|{actor.UserId}|{actor.From}|{action}|{objectType}|{objectId}|{text}", actor))
        {
            await new DeskDb(source).ExecuteAsync(AuditLog.Of(actor, action, objectType, objectId, clock.Now(), data), cancellationToken);
        }
    }

    private bool IsNew(string refusal, Actor actor)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now - since >= Quiet || now < since || written.Count >= MostRemembered)
            {
                written.Clear();
                ofStrangers.Clear();
                since = now;
            }

            if (!written.Add(refusal))
            {
                return false;
            }

            if (actor.UserId is not null)
            {
                return true;
            }

            var count = ofStrangers.GetValueOrDefault(actor.AccountId) + 1;
            ofStrangers[actor.AccountId] = count;
            return count <= MostOfStrangers;
        }
    }
}
