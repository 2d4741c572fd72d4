using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;
using Antiphon.Contract;
using Antiphon.Http.Query;

namespace Antiphon.ApiTests.Tenants;

/// <summary>
/// What belongs to another account does not exist. The calls come from the server's own route table, and the references from the records and queries
/// of the routes, so a new route is covered by being mapped.
/// </summary>
[Trait("row", "A01")]
public sealed class TenantMatrixTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    [Fact]
    public async Task An_id_in_a_path_that_is_another_accounts_answers_as_one_that_does_not_exist()
    {
        var compared = 0;
        await WithBetaUntouchedAsync(async wrong =>
        {
            foreach (var call in tenants.Calls.Where(call => call.Parameters.Count > 0))
            {
                // Which of the parameters are foreign: at least one, at most all.
                for (var which = 1; which < 1 << call.Parameters.Count; which++)
                {
                    foreach (var body in BodiesOf(call))
                    {
                        wrong.Add(await tenants.DifferenceAsync(call, (PathWith(call, which, foreign: true), body), (PathWith(call, which, foreign: false), body)));
                        compared++;
                    }
                }
            }
        });
        Assert.InRange(compared, tenants.Calls.Count(call => call.Parameters.Count > 0), int.MaxValue);
    }

    [Fact]
    public async Task The_same_paths_lead_to_objects_of_the_callers_own()
    {
        foreach (var call in tenants.Calls.Where(call => call.Method == HttpMethod.Get))
        {
            (await tenants.CallAsync(call, ($"{tenants.OwnPath(call)}?{call.RequiredQuery}", null))).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_reference_in_a_body_to_another_accounts_object_answers_as_one_that_does_not_exist() => await WithBetaUntouchedAsync(async wrong =>
    {
        foreach (var call in tenants.Calls.Where(call => call.Body is not null))
        {
            var references = WireShape.IntegerPaths(call.Body!).ToList();
            if (references.Count == 0)
            {
                continue;
            }

            await AcceptsItsValidBodyAsync(call);
            foreach (var reference in references)
            {
                foreach (var id in tenants.Beta.Ids.Values.Select(ids => ids[0]))
                {
                    wrong.Add(await tenants.DifferenceAsync(call, Referring(call, reference, id), Referring(call, reference, Stock.Missing)));
                }
            }
        }
    });

    [Fact]
    public async Task A_reference_in_a_query_to_another_accounts_object_answers_as_one_that_does_not_exist() => await WithBetaUntouchedAsync(async wrong =>
    {
        foreach (var call in tenants.Calls)
        {
            foreach (var parameter in call.Route.Query.Parameters.Where(parameter => parameter.Kind is QueryKind.Integer && parameter.Name != "limit"))
            {
                foreach (var (rest, id) in RestsOf(call, parameter.Name).SelectMany(rest => tenants.Beta.Ids.Values.Select(ids => (rest, ids[0]))))
                {
                    wrong.Add(await tenants.DifferenceAsync(call, Asking(call, parameter.Name, id, rest), Asking(call, parameter.Name, Stock.Missing, rest)));
                }
            }
        }
    });

    [Fact]
    public async Task A_cursor_of_another_account_is_a_position_and_shows_nothing()
    {
        var shown = 0;
        foreach (var call in tenants.Calls.Where(call => call.Route.Query.Parameters.Any(parameter => parameter.Name == "cursor")
            && (call.Body is null || call.Route.Query.Parameters.Any(parameter => parameter.Name == "order_by"))))
        {
            // A list with one order takes no word for it.
            foreach (var order in call.Route.Query.Parameters.FirstOrDefault(parameter => parameter.Name == "order_by")?.Allowed ?? [""])
            {
                var path = call.Path([.. call.Parameters.Select(parameter => TwoTenants.IdOf(tenants.Beta, call, parameter).ToString(CultureInfo.InvariantCulture))]);
                var body = call.Body is null ? null : call.Body == typeof(StatsTicketsRequest) ? new JsonObject { ["query"] = Samples.QuestionOfToday("tickets-created") } : new JsonObject();
                var page = (await tenants.Beta.Caller.CallAsync(call.Method, $"{path}?limit=1{(order.Length == 0 ? "" : $"&order_by={order}")}&{call.RequiredQuery}{call.QueryOf(order, tenants.Beta)}", body?.ToJsonString())).Is(HttpStatusCode.OK);
                Assert.Contains(page["data"]!.AsArray(), item => item is not null);
                var cursor = Uri.EscapeDataString((string)page["meta"]!["next_cursor"]!);
                var answer = (await tenants.CallAsync(call, ($"{tenants.OwnPath(call)}?cursor={cursor}&{call.RequiredQuery}{call.QueryOf(order, tenants.Acme)}", body))).Is(HttpStatusCode.OK);
                Assert.DoesNotContain(tenants.Beta.Marker, answer.Body, StringComparison.Ordinal);
                shown++;
            }
        }

        Assert.NotEqual(0, shown);
    }

    private async Task WithBetaUntouchedAsync(Func<List<string?>, Task> call)
    {
        var before = await tenants.BetaReadsAsync();
        Assert.Contains(before, read => read.Contains(tenants.Beta.Marker, StringComparison.Ordinal));
        var wrong = new List<string?>();
        await call(wrong);
        // In full: what differs stands at the end of each.
        List<string> differing = [.. wrong.OfType<string>()];
        Assert.True(differing.Count == 0, string.Join("\n", differing.Take(5)));
        Assert.Equal(before, await tenants.BetaReadsAsync());
    }

    private string PathWith(ApiCall call, int which, bool foreign) => call.Path([.. call.Parameters.Select((parameter, i) =>
        ((which & (1 << i)) == 0 ? TwoTenants.IdOf(tenants.Acme, call, parameter) : foreign ? TwoTenants.IdOf(tenants.Beta, call, parameter) : Stock.Missing).ToString(CultureInfo.InvariantCulture))]);

    private static IEnumerable<JsonNode?> BodiesOf(ApiCall call) => call.Body is null ? [null] : [new JsonObject(), Valid(call), WireShape.Full(call.Body)];

    private static JsonNode Valid(ApiCall call)
    {
        var body = ValidBodies.For(call.Body!);
        Assert.True(body is not null, $"{call} takes {call.Body!.Name}, which the tests do not know: add a body that the server accepts to {nameof(ValidBodies)}.");
        return body;
    }

    private async Task AcceptsItsValidBodyAsync(ApiCall call)
    {
        // Refused for another reason, a body would hide what the reference does.
        var body = Valid(call);
        if (ValidBodies.IsComplete(call.Body!))
        {
            var answer = await tenants.CallAsync(call, (tenants.OwnPath(call), body));
            Assert.True((int)answer.Status is >= 200 and < 300, $"{call} answers {(int)answer.Status} {answer.Body} to the body of {nameof(ValidBodies)}.");
        }
    }

    private (string Path, JsonNode? Body) Referring(ApiCall call, string reference, long id)
    {
        var body = Valid(call);
        WireShape.Set(body, reference, id);
        if (call.Body == typeof(MergeTagsRequest))
        {
            // The other side of the merge is the caller's own.
            var own = reference.StartsWith("source", StringComparison.Ordinal) ? "destination_tag_id" : "source_tags_ids.0";
            WireShape.Set(body, own, tenants.Acme["tags"]);
        }

        return (tenants.OwnPath(call), body);
    }

    private (string Path, JsonNode? Body) Asking(ApiCall call, string name, long id, string rest) =>
        ($"{tenants.OwnPath(call)}?{name}={id}{rest}&{call.RequiredQuery}", call.Body is null ? null : new JsonObject());

    // What else a query needs before this parameter counts.
    private IEnumerable<string> RestsOf(ApiCall call, string name) => (call.Pattern, name) switch
    {
        (_, "object_id") => EventObject.All.Select(type => $"&object_type={type}"),
        (_, "source_id") when call.Pattern == "/api/customers/merge" => [$"&target_id={tenants.Acme["customers"]}"],
        ("/api/macros", "message_id") => [$"&ticket_id={tenants.Acme["tickets"]}"],
        (_, "target_id") => [$"&source_id={tenants.Acme["customers"]}"],
        _ => [""],
    };
}
