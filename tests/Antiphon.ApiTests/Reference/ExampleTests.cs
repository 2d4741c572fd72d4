using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Agents;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.ApiTests.Sandbox;
using Antiphon.Reference;
using Antiphon.Sandbox;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Reference;

/// <summary>An example that does not work is worse than none, so each is sent as it stands in the reference.</summary>
public sealed class ExampleTests
{
    [Fact]
    [Trait("row", "A22")]
    public async Task Every_operation_with_a_body_has_an_example_and_every_example_an_operation()
    {
        await using var desk = await Desk.StartAsync();
        var operations = Operations(desk);
        Assert.Empty(operations.Where(operation => operation.Body is not null).Select(operation => operation.Id).Except(ApiExamples.All.Keys));
        Assert.Empty(ApiExamples.All.Keys.Except(operations.Select(operation => operation.Id)));
    }

    [Fact]
    [Trait("row", "A22")]
    public async Task Every_example_gets_the_success_that_is_documented()
    {
        await using var desk = await Desk.StartAsync();
        using var box = await Playbox.OpenAsync(desk);
        var wrong = new List<string>();
        foreach (var operation in Operations(desk).Where(operation => ApiExamples.All.ContainsKey(operation.Id)))
        {
            var objects = new ExampleObjects(desk);
            var path = await FillPathAsync(operation, objects);
            var example = ApiExamples.All[operation.Id];
            var ids = new Dictionary<string, long>();
            foreach (var name in example.Needs)
            {
                ids[name] = await objects.IdAsync(name);
            }

            var filled = example.Fill(ids);
            var query = filled.Query is { } parameters ? "?" + string.Join('&', parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")) : "";
            var answer = await (path.StartsWith(SandboxRoutes.Path, StringComparison.Ordinal) ? box.Admin : desk.Admin).CallAsync(new HttpMethod(operation.Method), path + query, filled.Body?.ToJsonString());
            if (operation.Answers.All(documented => documented.StatusCode != (int)answer.Status))
            {
                wrong.Add($"{operation.Id}: {(int)answer.Status} {answer.Body}");
            }
        }

        Assert.True(wrong.Count is 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_document_shows_the_examples_with_ids_in_them()
    {
        await using var desk = await Desk.StartAsync();
        var document = (await desk.Admin.GetJsonAsync("/api/openapi.json")).Json;
        var merge = document["paths"]!["/api/customers/merge"]!["put"]!;
        var source = merge["parameters"]!.AsArray().Single(parameter => (string?)parameter!["name"] is "source_id")!;
        Assert.True((long)source["example"]! > 0);
        Assert.Equal("wholesale", (string?)document["paths"]!["/api/tags"]!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!["name"]);
        Assert.DoesNotContain("_id}\"", string.Concat(Bodies(document)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Bodies(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        let body = operation.Value!["requestBody"]
        where body is not null
        select body.ToJsonString();

    private static IReadOnlyList<ApiOperation> Operations(Desk desk) => ApiOperation.All(desk.Services.GetRequiredService<EndpointDataSource>());

    private static string NameOf(string[] segments, int place)
    {
        var kind = segments[place - 1];
        var name = (kind.EndsWith("ies", StringComparison.Ordinal) ? kind[..^3] + "y" : kind.TrimEnd('s')).Replace('-', '_') + "_id";
        // The fields of customers are others than those of tickets.
        return name is "custom_field_id" && segments.Contains("customers") ? "customer_" + name : name;
    }

    // The id behind /tags/ is a tag's; the one behind /tickets/{ticket_id}/messages/ is a message's of that ticket.
    private static async Task<string> FillPathAsync(ApiOperation operation, ExampleObjects objects)
    {
        var segments = operation.Path.Split('/');
        for (var i = 1; i < segments.Length; i++)
        {
            if (segments[i].StartsWith('{'))
            {
                segments[i] = segments[i] is "{slug}" ? "created-tickets" : segments[i] is "{name}" ? "overview" : (await objects.IdAsync(NameOf(segments, i))).ToString(CultureInfo.InvariantCulture);
            }
        }

        return string.Join('/', segments);
    }
}

/// <summary>Makes the objects that an example names, each when it is first named.</summary>
internal sealed class ExampleObjects(Desk desk)
{
    private static int count;

    private readonly Dictionary<string, long> made = [];

    public async Task<long> IdAsync(string name) => made.TryGetValue(name, out var id) ? id : made[name] = await MakeAsync(name.Replace("other_", "", StringComparison.Ordinal));

    private async Task<long> MakeAsync(string kind)
    {
        var number = Interlocked.Increment(ref count);
        return kind switch
        {
            "agent_id" => (await desk.AgentAsync()).Id,
            "approval_id" => (long)(await (await desk.AgentAsync("tags:write hold")).Caller.PostJsonAsync("/api/tags", new { name = $"waits-{number}" })).Is(HttpStatusCode.Accepted)["id"]!,
            "app_id" => (long)(await desk.Admin.PostJsonAsync("/admin/oauth/apps", new { name = $"Example {number}", redirect_uris = new[] { "https://app.example/callback" }, scopes = new[] { "tickets:read" } }))
                .Is(HttpStatusCode.Created)["app"]!["id"]!,
            "sign_in_provider_id" => await CreateAsync("/api/sign-in-providers", new { name = $"Example {number}", issuer = "https://id.example", client_id = "antiphon", allowed_domains = new[] { "corp.example" } }),
            "setting_id" => await CreateAsync("/api/account/settings", new { type = "auto-merge" }),
            "satisfaction_survey_id" => await CreateAsync("/api/satisfaction-surveys", new { ticket_id = (await desk.ThreadAsync()).Ticket, customer_id = await IdAsync("customer_id") }),
            "sla_policy_id" => await CreateAsync("/api/sla-policies", new { name = $"Example {number}", first_response_minutes = 60 }),
            "tag_id" => await CreateAsync("/api/tags", new { name = $"example-{number}" }),
            "customer_id" => await desk.CustomerAsync(Threads.NewEmail()),
            "user_id" => await CreateAsync("/api/users", new { email = $"example{number}@store.example", name = "Example", role = new { name = "agent" } }),
            "key_id" => await CreateAsync("/api/keys", new { name = $"Example {number}" }),
            "macro_id" => await CreateAsync("/api/macros", new { name = $"Example {number}" }),
            "team_id" => await CreateAsync("/api/teams", new { name = $"Example {number}" }),
            "custom_field_id" => await FieldAsync("Ticket", number),
            "customer_custom_field_id" => await FieldAsync("Customer", number),
            "integration_id" => await CreateAsync("/api/integrations", Samples.Integration($"Example {number}")),
            "rule_id" => await CreateAsync("/api/rules", new { name = $"Example {number}", code = "Action('addTags', { tags: 'example' })" }),
            "ticket_id" => (await desk.ThreadAsync()).Ticket,
            "view_id" => await CreateAsync("/api/views", new { name = $"Example {number}" }),
            "job_id" => await CreateAsync("/api/jobs", new { type = "exportMacro", @params = new { } }),
            "widget_id" => await CreateAsync("/api/widgets", Samples.Widget()),
            "message_id" => await CreateAsync($"/api/tickets/{await IdAsync("ticket_id")}/messages", Threads.Note()),
            _ => throw new InvalidOperationException($"No test object is known for {kind}."),
        };
    }

    private async Task<long> FieldAsync(string objectType, int number) => await CreateAsync("/api/custom-fields", new
    {
        object_type = objectType,
        label = $"Example {number}",
        definition = new { data_type = "text", input_settings = new { input_type = "dropdown", choices = new[] { "Shipping::Late", "Other", "Wholesale" } } },
    });

    private async Task<long> CreateAsync(string path, object body) => (long)(await desk.Admin.PostJsonAsync(path, body)).Is(HttpStatusCode.Created)["id"]!;
}
